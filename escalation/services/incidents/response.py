"""What people decide about an incident: is it one, who answers it, what everybody is told, what was fixed (ESC-6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import NotPermitted, RuleBroken
from complaints.models import NoticeKind
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from complaints.services.staff import tell_staff
from complaints.services.words import check_told
from escalation.models import IncidentState, Responder, ResponsePart, Statement
from escalation.services.incidents.membership import owe
from escalation.services.incidents.record import check_words, lock, move, record

_LONGEST_TITLE = 120


@transaction.atomic
def confirm(incident_id, *, title, lead, by, now):
    """These complaints have one cause: members become a group, `lead` begins the response team.

    Raises NotPermitted, RuleBroken.
    """
    incident = lock(incident_id, by=by)
    check_words(title, _("Name the incident."), limit=_LONGEST_TITLE)
    move(incident, "confirm", by=by, decider=by, at=now)
    incident.title = title
    record(incident, "confirmed", by=by, at=now, title=title)
    _name(incident, lead, ResponsePart.LEAD, now=now)
    owe(incident, now=now)
    return incident


@transaction.atomic
def dismiss(incident_id, *, reason, by, now):
    """These complaints only look alike; the same ones are not suspected again. Raises NotPermitted, RuleBroken."""
    incident = lock(incident_id, by=by)
    check_words(reason, _("Say why this is no incident."), limit=500)
    move(incident, "dismiss", by=by, reason=reason, decider=by, at=now)
    record(incident, "dismissed", by=by, at=now, reason=reason)
    incident.members.present().update(left_at=now, left_by=by, left_because=reason, owed_at=None)
    return incident


@transaction.atomic
def name_responder(incident_id, *, person, part, by, now):
    """Put somebody on the response team, or give them another part. Raises NotPermitted, RuleBroken."""
    incident = _being_handled(incident_id, by=by)
    if person is None or not person.is_active or not person.has_perm("escalation.view_incident"):
        raise RuleBroken(_("Choose somebody of the desk who may see incidents."))
    _name(incident, person, part, now=now)
    record(incident, "responder_named", by=by, at=now, person=person.name, part=part)
    return incident


@transaction.atomic
def write_statement(incident_id, *, text, by, now, override=""):
    """Write what every member shall be told; another member of the team approves it. Raises WordsRefused too."""
    incident = _being_handled(incident_id, by=by)
    _check_on_team(incident, by)
    check_words(text, _("Write what the customers shall read."), limit=1_000)
    told = check_told(text, now=now, override=override)
    latest = incident.statements.first()
    statement = Statement.objects.create(
        incident=incident,
        version=latest.version + 1 if latest else 1,
        text=text.strip(),
        override=told.get("override", ""),
        written_by=by,
        written_at=now,
    )
    record(incident, "statement_written", by=by, at=now, version=statement.version, **told)
    return statement


@transaction.atomic
def approve_statement(incident_id, *, version, by, now):
    """Let the statement `version`, the latest, go to every member, once each. Raises NotPermitted, RuleBroken."""
    incident = _being_handled(incident_id, by=by)
    _check_on_team(incident, by)
    statement = incident.statements.select_for_update().first()
    if statement is None or statement.version != version:
        raise RuleBroken(_("Another version was written in the meantime. Read that one."))
    if statement.approved_at is not None:
        raise RuleBroken(_("%(person)s approved this version already.") % {"person": statement.approved_by})
    if statement.written_by_id == by.pk:
        raise NotPermitted(_("Nobody approves what they wrote. Ask another member of the response team."))
    statement.approved_by, statement.approved_at = by, now
    statement.save()
    record(incident, "statement_approved", by=by, at=now, version=version)
    owe(incident, now=now)
    incident.affected.filter(statement=None, state="waiting").update(due_at=now)
    return statement


@transaction.atomic
def announce_fix(incident_id, *, facts, cause, department, responsibility, suggestion, by, now):
    """What was wrong is mended: every member under investigation gets these findings as its report and moves on.

    Raises NotPermitted, RuleBroken.
    """
    incident = _being_handled(incident_id, by=by)
    check_words(facts, _("Write down the facts you verified."), limit=5_000)
    check_words(cause, _("Write down the cause."), limit=5_000)
    check_words(suggestion, _("Write down the handling you suggest."), limit=5_000)
    if department is None:
        raise RuleBroken(_("Choose the responsible department."))
    check_filled(responsibility, _("Say who is responsible."))
    move(incident, "fix", by=by, announcer=by, at=now)
    incident.facts, incident.cause, incident.suggestion = facts, cause, suggestion
    incident.department, incident.responsibility = department, responsibility
    record(incident, "fixed", by=by, at=now, department=department.name, responsibility=responsibility)
    owe(incident, now=now)
    return incident


@transaction.atomic
def close(incident_id, *, result, by, now):
    """The incident is over; each member goes on to its own end. Raises NotPermitted, RuleBroken."""
    incident = lock(incident_id, by=by)
    check_words(result, _("Write down how it ended."), limit=2_000)
    if incident.members.present().filter(owed_at__isnull=False).exists():
        raise RuleBroken(_("Some members have not been told yet. Wait until they have, or look at their reasons."))
    move(incident, "close", by=by, result=result, at=now)
    record(incident, "closed", by=by, at=now, result=result)
    return incident


def _being_handled(incident_id, *, by):
    incident = lock(incident_id, by=by)
    check_right(by, "escalation.respond_incident")
    if incident.state not in (IncidentState.CONFIRMED, IncidentState.FIXED):
        raise RuleBroken(
            _("The incident is “%(state)s”; this is done while it is being handled.")
            % {"state": incident.get_state_display()}
        )
    return incident


def _check_on_team(incident, by):
    if not incident.responders.filter(person=by).exists():
        raise NotPermitted(_("Only the response team speaks for the incident. Have yourself named first."))


def _name(incident, person, part, *, now):
    if person is None:
        raise RuleBroken(_("Choose who leads the response."))
    Responder.objects.update_or_create(incident=incident, person=person, defaults={"part": part})
    first = incident.members.present().select_related("complaint").first()
    if first is not None:
        tell_staff(person, NoticeKind.INCIDENT_TEAM, first.complaint, now=now, words=incident.number)
