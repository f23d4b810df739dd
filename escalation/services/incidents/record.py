"""The incident's own record, its number, its lock and its moves."""

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.text import check_text
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.permissions import check_right, transition_right
from complaints.services.gate import check_filled
from complaints.words.personal import personal_in
from escalation.models import Incident, IncidentEvent, IncidentSerial


def lock(incident_id, *, by):
    """The incident, locked until the transaction ends. Raises NotPermitted."""
    check_right(by, "escalation.view_incident")
    incident = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if incident is None:
        raise NotPermitted(_("This incident does not exist."))
    return incident


def move(incident, name, *, by, **fields):
    """Run the transition `name` after checking the right it names. Raises NotPermitted, RuleBroken."""
    method = getattr(incident, name)
    check_right(by, transition_right(method))
    if not can_proceed(method):
        label = next(iter(method._django_fsm.transitions.values())).custom["label"]
        raise RuleBroken(
            _("“%(step)s” is not possible: the incident is “%(state)s”.")
            % {"step": label, "state": incident.get_state_display()}
        )
    method(**fields)


def record(incident, kind, *, by, at, **facts):
    """Append one event under the incident's lock and save what changed."""
    incident.events_count += 1
    incident.save()
    IncidentEvent.objects.create(incident=incident, seq=incident.events_count, kind=kind, by=by, at=at, facts=facts)


def next_number(now):
    """`GI202611-01` and so on; holds the month until the transaction ends."""
    month = now.astimezone(CHINA).strftime("%Y%m")
    IncidentSerial.objects.get_or_create(month=month)
    serial = IncidentSerial.objects.select_for_update().get(month=month)
    serial.last += 1
    serial.save()
    return f"GI{month}-{serial.last:02d}"


def check_words(text, sentence, *, limit):
    """Raises RuleBroken when `text` is blank, too long, or names a person: an incident holds no personal data."""
    check_filled(text, sentence)
    check_text(text, _("text"), limit)
    found = personal_in(text)
    if found:
        raise RuleBroken(
            _("“%(words)s” looks like personal data. An incident names no customer; take it out.") % {"words": found[0]}
        )
