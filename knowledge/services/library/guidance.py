"""The library at work on a complaint: steps become tasks, words go into the reply, and the record says from which
version (INV-5, KNO-3)."""

import re
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Department
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind, Stage
from complaints.permissions import check_right
from complaints.services import tasks
from complaints.services.gate import check_open, lock
from knowledge.models import PlaybookVersion, VersionState
from knowledge.services.library import places, usage

#: Where the words stand that are said to a customer.
_SAID = re.compile(r"(openers|scripts)\.\d+\.words|script")


@transaction.atomic
def follow(complaint_id, version_id, *, steps, by, now, seen=None):
    """Make tasks of the steps at the places `steps` of a published playbook, each once a round.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, "knowledge.use_library")
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.assign_task")
    check_open(complaint)
    version = _shown(PlaybookVersion, version_id)
    taken = titles_taken(complaint, version.entry)
    chosen = [step for place, step in enumerate(version.steps) if place in set(steps) and step["title"] not in taken]
    if not chosen:
        raise RuleBroken(_("Choose at least one step that is not a task yet."))
    ComplaintEvent.record(
        complaint,
        EventKind.PLAYBOOK_FOLLOWED,
        by=by,
        at=now,
        playbook=version.entry.number,
        version=version.number,
        title=version.title,
        round=complaint.round,
        steps=[step["title"] for step in chosen],
    )
    return [_assign(complaint, step, by=by, now=now) for step in chosen]


def _assign(complaint, step, *, by, now):
    """The department the step names does it, else the handler; whoever follows it before there is one."""
    owner = None if step["department"] else complaint.handler or by
    department = owner.department if owner else Department.objects.filter(code=step["department"]).first()
    if department is None or not department.is_active:
        raise RuleBroken(_("No department can do “%(step)s” now. Assign that task by hand.") % {"step": step["title"]})
    due_at = now + timedelta(hours=step["hours"])
    facts = {"title": step["title"], "department": department, "owner": owner, "due_at": due_at}
    return tasks.give(complaint, **facts, by=by, now=now, stage=Stage.INVESTIGATION)


def titles_taken(complaint, playbook):
    """The steps of `playbook` that became tasks in this round of `complaint`, whatever version they came from."""
    followed = complaint.events.filter(
        kind=EventKind.PLAYBOOK_FOLLOWED, facts__playbook=playbook.number, facts__round=complaint.round
    )
    return {title for facts in followed.values_list("facts", flat=True) for title in facts["steps"]}


@transaction.atomic
def insert(versions, version_id, *, path, complaint_id, by, now):
    """The words at `path` of a published version, filled for the complaint, to go into a reply; put on the record.

    `path` is as in `Version.texts`. Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.use_library")
    complaint = lock(complaint_id, by=by)
    check_right(by, "complaints.write_message")
    check_open(complaint)
    version = _shown(versions, version_id)
    words = dict(version.texts()).get(path)
    if not words or not _SAID.fullmatch(path):
        raise RuleBroken(_("These words are not in the library now. Look at the page again."))
    usage.inserted(version, complaint=complaint, by=by, now=now)
    ComplaintEvent.record(
        complaint,
        EventKind.WORDS_INSERTED,
        by=by,
        at=now,
        entry=version.entry.number,
        version=version.number,
        title=version.title,
        path=path,
    )
    return places.filled(words, places.facts_of(complaint, reader=by, now=now))


def _shown(versions, version_id):
    version = versions.objects.select_related("entry").filter(pk=version_id).first()
    if version is None:
        raise NotPermitted(_("This version does not exist."))
    if version.state != VersionState.PUBLISHED:
        raise RuleBroken(
            _("Version %(version)s of %(entry)s is no longer in the library. Look at the page again.")
            % {"version": version.number, "entry": version.entry}
        )
    return version
