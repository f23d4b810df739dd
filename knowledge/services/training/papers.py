"""Tests in versions: drafted, put in use by another, never changed afterwards (KNO-5)."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Qualification
from complaints.errors import RuleBroken
from complaints.permissions import check_right
from knowledge.models import LessonState, TrainingTest
from knowledge.services.training.lessons import put


@transaction.atomic
def draft_test(qualification_id, *, by, now):
    """Begin the next version of the test for a qualification, from the one in use where there is one.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.write_training")
    qualification = Qualification.objects.select_for_update().filter(pk=qualification_id, is_active=True).first()
    if qualification is None:
        raise RuleBroken(_("This qualification is not in use."))
    versions = TrainingTest.objects.filter(qualification=qualification)
    if versions.filter(state=LessonState.DRAFT).exists():
        raise RuleBroken(_("A new version is already being written. Finish or retire that one first."))
    basis = versions.filter(state=LessonState.ACTIVE).first() or versions.order_by("-version").first()
    latest = versions.aggregate(Max("version"))["version__max"] or 0
    draft = TrainingTest(qualification=qualification, version=latest + 1)
    words = {name: getattr(basis, name) for name in TrainingTest.FIELDS} if basis else {"title": qualification.name}
    put(draft, words, by=by, now=now)
    draft.save(force_insert=True)
    return draft
