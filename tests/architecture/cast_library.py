"""What the cast keeps in the case library: one thing of each kind, by the address of its pages."""

from accounts.roles import Role
from knowledge.models import Attempt, NominationRules, TrainingTest
from tests.knowledge.books import a_composed, issued
from tests.knowledge.lessons import a_certificate, a_drill, a_qualification, asked_of
from tests.knowledge.playbooks import a_playbook
from tests.knowledge.shelves import a_case


def library_of(people):
    """Things by address, made by `people`, who are found by their roles."""
    case = a_case(reviewer=people[Role.SUPERVISOR]).entry
    return {
        "knowledge/librarycase": case,
        "knowledge/playbook": a_playbook().entry,
        "knowledge/nominationrules": NominationRules.objects.get_or_create(pk=1)[0],
        "knowledge/drill": a_drill(),
        "accounts/qualification": a_qualification(),
        "accounts/certificate": a_certificate(people[Role.AGENT]),
        "knowledge/trainingtest": TrainingTest.objects.get(),
        "knowledge/attempt": Attempt.objects.get(),
        "accounts/rolerequirement": asked_of(Role.AGENT, in_force=False),
        "knowledge/bookedition": issued(a_composed(by=people[Role.CURATOR]), by=people[Role.DIRECTOR]),
    }


def shown_of(entry):
    """The id of the version of an entry that is in the library; 0 for what has none."""
    versions = getattr(entry, "versions", None)
    return versions.values_list("pk", flat=True).first() if versions is not None else 0
