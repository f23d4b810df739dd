"""Draft, review, publication and retirement of a library case (KNO-1, KNO-2)."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, Refusal, RuleBroken
from complaints.states import State
from knowledge.models import CaseVersion, LibraryCase, LibraryEvent, VersionState
from knowledge.services.library import privacy, workflow, writing
from knowledge.services.nomination import decide, nominate
from tests.builders import NOON, a_complaint, a_user
from tests.knowledge.shelves import WORDS, a_case, a_draft, confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_nomination_taken_up_begins_a_case_told_by_the_record():
    complaint = a_complaint(at=State.CLOSED)
    nominate(complaint.pk, reason="先道歉再换新", by=complaint.handler, now=NOON)
    curator = a_user(Role.CURATOR)

    decide(complaint.pk, verdict="taken", comment="", by=curator, now=NOON)

    case = LibraryCase.objects.get()
    draft = case.versions.get()
    assert (case.complaint, case.category, case.owner) == (complaint, complaint.category, curator)
    assert draft.title == complaint.subject
    assert draft.situation == complaint.description
    assert draft.cause == complaint.reports.get().cause
    assert draft.script == complaint.accepted_proposal.message
    assert draft.lesson == "先道歉再换新"
    assert not draft.is_confirmed


def test_a_nomination_declined_begins_nothing():
    complaint = a_complaint(at=State.CLOSED)
    nominate(complaint.pk, reason="先道歉再换新", by=complaint.handler, now=NOON)

    decide(complaint.pk, verdict="declined", comment="已有相同案例", by=a_user(Role.CURATOR), now=NOON)

    assert not LibraryCase.objects.exists()


def test_an_unconfirmed_draft_is_not_handed_in():
    draft = a_draft()

    with pytest.raises(RuleBroken, match="Confirm first"):
        workflow.submit(CaseVersion, draft.pk, by=draft.written_by, now=NOON)


def test_what_looks_personal_is_masked_or_kept_before_a_person_confirms():
    draft = a_draft(situation="客户张先生电话 13912345678，底座渗水。")
    found = privacy.findings(draft)
    phone = next(one for one in found if one.found.text == "13912345678")

    kept = [one.key for one in found if one != phone]
    with pytest.raises(RuleBroken, match="13912345678"):
        privacy.confirm(CaseVersion, draft.pk, kept=kept, seen=draft.edits, by=draft.written_by, now=NOON)
    masked = privacy.mask(CaseVersion, draft.pk, keys=[phone.key], seen=draft.edits, by=draft.written_by, now=NOON)

    assert "13912345678" not in masked.situation
    assert "[phone]，底座渗水" in masked.situation
    assert confirmed(masked).is_confirmed


def test_another_word_asks_for_another_confirmation():
    version = confirmed(a_draft())

    changed = writing.write(
        CaseVersion, version.pk, words={"lesson": "先断电"}, seen=version.edits, by=version.written_by, now=NOON
    )

    assert not changed.is_confirmed


def test_the_second_editor_is_told_and_overwrites_nothing():
    draft = a_draft()
    writing.write(CaseVersion, draft.pk, words={"lesson": "甲"}, seen=draft.edits, by=draft.written_by, now=NOON)

    with pytest.raises(Outdated):
        writing.write(CaseVersion, draft.pk, words={"lesson": "乙"}, seen=draft.edits, by=draft.written_by, now=NOON)

    assert CaseVersion.objects.get(pk=draft.pk).lesson == "甲"


def test_nobody_publishes_words_of_their_own_however_few():
    first, second = a_user(Role.CURATOR), a_user(Role.CURATOR)
    draft = a_draft(curator=first)
    draft = writing.write(CaseVersion, draft.pk, words={"lesson": "断电"}, seen=draft.edits, by=second, now=NOON)
    draft = writing.write(CaseVersion, draft.pk, words={"facts": "抽检"}, seen=draft.edits, by=first, now=NOON)
    version = workflow.submit(CaseVersion, confirmed(draft, by=first).pk, by=first, now=NOON)

    with pytest.raises(NotPermitted, match="Another person"):
        workflow.publish(CaseVersion, version.pk, by=second, now=NOON)

    assert workflow.publish(CaseVersion, version.pk, by=a_user(Role.CURATOR), now=NOON).state == "published"


@pytest.mark.parametrize("part", ["situation", "cause", "handling", "result", "lesson"])
def test_a_case_without_a_part_is_no_lesson(part):
    version = confirmed(a_draft(**{part: " "}))

    with pytest.raises(RuleBroken, match="still empty"):
        workflow.submit(CaseVersion, version.pk, by=version.written_by, now=NOON)


def test_a_new_version_replaces_the_published_one_only_when_it_is_published():
    first = a_case()
    draft = writing.revise(CaseVersion, first.pk, by=first.written_by, now=NOON)
    first = CaseVersion.objects.get(pk=first.pk)
    assert (draft.number, draft.lesson, first.state) == (2, WORDS["lesson"], "published")

    version = workflow.submit(CaseVersion, confirmed(draft).pk, by=draft.written_by, now=NOON)
    workflow.publish(CaseVersion, version.pk, by=a_user(Role.CURATOR), now=NOON)

    first = CaseVersion.objects.get(pk=first.pk)
    assert (first.state, first.retired_reason) == ("retired", "Replaced by version 2.")
    assert version.entry.versions.get(state=VersionState.PUBLISHED).number == 2


def test_an_earlier_version_comes_back_as_a_new_draft():
    first = a_case()
    draft = writing.revise(CaseVersion, first.pk, by=first.written_by, now=NOON)
    draft = writing.write(
        CaseVersion, draft.pk, words={"lesson": "改坏了"}, seen=draft.edits, by=first.written_by, now=NOON
    )
    version = workflow.submit(CaseVersion, confirmed(draft).pk, by=draft.written_by, now=NOON)
    workflow.publish(CaseVersion, version.pk, by=a_user(Role.CURATOR), now=NOON)

    again = writing.revise(CaseVersion, first.pk, by=first.written_by, now=NOON)

    assert (again.number, again.lesson, again.is_confirmed) == (3, WORDS["lesson"], False)


def test_one_version_is_written_at_a_time():
    version = a_case()
    writing.revise(CaseVersion, version.pk, by=version.written_by, now=NOON)

    with pytest.raises(RuleBroken, match="already being written"):
        writing.revise(CaseVersion, version.pk, by=version.written_by, now=NOON)


def test_a_reviewer_gives_back_with_words():
    version = a_case(VersionState.IN_REVIEW)

    given = workflow.give_back(CaseVersion, version.pk, note="结果写具体", by=a_user(Role.CURATOR), now=NOON)

    assert (given.state, given.review_note, given.is_confirmed) == ("draft", "结果写具体", True)


def test_a_retired_case_says_why_and_stays_readable():
    version = a_case(VersionState.RETIRED)

    assert (version.state, version.retired_reason, version.lesson) == ("retired", "产品已停产", WORDS["lesson"])


def test_what_the_machine_finds_later_stops_the_publication():
    version = a_case(VersionState.IN_REVIEW)
    customer = version.entry.complaint.complainant
    customer.name = "破壁机"
    customer.save()

    with pytest.raises(RuleBroken, match="looks like personal data"):
        workflow.publish(CaseVersion, version.pk, by=a_user(Role.CURATOR), now=NOON)


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "published"},
        {"state": "in_review"},
        {"state": "published", "published_at": NOON},
    ],
)
def test_the_database_shows_nothing_unconfirmed(forged):
    draft = a_draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseVersion.objects.filter(pk=draft.pk).update(**forged)


@pytest.mark.parametrize("state", [VersionState.IN_REVIEW, VersionState.PUBLISHED, VersionState.RETIRED])
def test_the_database_changes_no_words_that_were_handed_in(state):
    version = a_case(state)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseVersion.objects.filter(pk=version.pk).update(lesson="13912345678")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseVersion.objects.filter(pk=version.pk).update(lesson="13912345678", confirmed_by=None, confirmed_at=None)


def test_the_database_changes_no_words_under_a_confirmation():
    version = confirmed(a_draft())

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseVersion.objects.filter(pk=version.pk).update(lesson="13912345678")


def test_every_step_is_on_the_record_of_the_case():
    version = a_case(VersionState.RETIRED)

    kinds = LibraryEvent.objects.filter(entry_id=version.entry_id).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["drafted", "written", "confirmed", "submitted", "published", "retired"]


_STEPS = st.sampled_from(
    ["write", "personal", "confirm", "submit", "take_back", "give_back", "publish", "retire", "revise"]
)


class PublicationTest(TestCase):
    """Property: whatever is done in whatever order, nothing unconfirmed is ever shown (KNO-1)."""

    @settings(max_examples=40)
    @given(st.lists(_STEPS, max_size=14))
    def test_nothing_unconfirmed_is_ever_published(self, steps):
        author, reviewer = a_user(Role.CURATOR), a_user(Role.CURATOR)
        version, said = a_draft(curator=author), {}

        # Whatever came before, each run ends by trying to publish what there is.
        for step in [*steps, "confirm", "submit", "publish"]:
            try:
                version = _take(step, version, author=author, reviewer=reviewer) or version
            except Refusal:
                continue
            version = CaseVersion.objects.get(pk=version.pk)
            if step == "confirm":
                said[version.pk] = [getattr(version, name) for name in version.WORDS]

        for shown in CaseVersion.objects.filter(published_at__isnull=False):
            assert said[shown.pk] == [getattr(shown, name) for name in shown.WORDS]
            assert "13912345678" not in shown.situation


def _take(step, version, *, author, reviewer):
    if step in ("write", "personal"):
        situation = "客户电话 13912345678" if step == "personal" else WORDS["situation"]
        words = {"situation": situation}
        return writing.write(CaseVersion, version.pk, words=words, seen=version.edits, by=author, now=NOON)
    if step == "confirm":
        return privacy.confirm(CaseVersion, version.pk, kept=[], seen=version.edits, by=author, now=NOON)
    if step == "revise":
        return writing.revise(CaseVersion, version.pk, by=author, now=NOON)
    by = reviewer if step in ("publish", "give_back", "retire") else author
    words = {"give_back": {"note": "改"}, "retire": {"reason": "旧"}}.get(step, {})
    return getattr(workflow, step)(CaseVersion, version.pk, **words, by=by, now=NOON)
