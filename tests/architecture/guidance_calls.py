"""Services of playbooks, as service_calls.py: begun, followed, and their words inserted."""

from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.models.category import Nature
from knowledge.models import PlaybookVersion
from knowledge.services.library import beginning, guidance
from tests.architecture.service_calls import I, Row
from tests.builders import NOON
from tests.knowledge.playbooks import a_playbook

#: As `INNER` of service_calls.py: called under another service's lock.
INNER_GUIDANCE = {"knowledge.library.playbooks.published", "knowledge.library.usage.inserted"}


def _guided(it):
    a_playbook(nature=it.category.nature)


def _version():
    return PlaybookVersion.objects.get().pk


def _insert(it, by):
    path = "scripts.0.words"
    guidance.insert(PlaybookVersion, _version(), path=path, complaint_id=it.pk, by=by, now=NOON)


GUIDANCE = {
    "knowledge.library.beginning.begin": Row(
        I, lambda it, by: beginning.begin(nature=Nature.OTHER, title="其他", by=by, now=NOON), (), Role.CURATOR
    ),
    "knowledge.library.guidance.follow": Row(
        I,
        lambda it, by: guidance.follow(it.pk, _version(), steps=[0, 1], by=by, now=NOON),
        (K.PLAYBOOK_FOLLOWED, K.TASK_ASSIGNED, K.TASK_ASSIGNED),
        Role.AGENT,
        _guided,
    ),
    "knowledge.library.guidance.insert": Row(I, _insert, (K.WORDS_INSERTED,), Role.AGENT, _guided),
}
