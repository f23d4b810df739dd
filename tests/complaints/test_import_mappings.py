"""How columns were chosen is proposed for the next file of the kind, and said so; by order of nothing (INT-8)."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.imports import batches, mappings
from complaints.models import ImportMapping
from tests.builders import NOON, a_user
from tests.complaints.files import a_csv, a_line, lines
from tests.complaints.importing import check, imported, kept

pytestmark = pytest.mark.django_db
HEADINGS = ["甲", "乙", "丙", "丁", "戊"]
CHOSEN = dict(zip(("external_id", "subject", "description", "occurred_at", "phone"), HEADINGS, strict=True))


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def agent():
    return a_user(Role.AGENT, language="en")


@pytest.fixture
def supervisor(client):
    supervisor = a_user(Role.SUPERVISOR, language="en")
    client.force_login(supervisor)
    return supervisor


def a_file(headings, start=1):
    return a_csv([[*a_line(start), "其他"][: len(headings)]], headings=headings)


def choose(batch, by, name=""):
    facts = {"mapping": CHOSEN, "preset": batch.preset, "channel": batch.channel, "remembered_as": name}
    return batches.choose_columns(batch.pk, **facts, by=by, now=NOON)


def page_of(batch):
    return reverse("admin:complaints_importbatch_change", args=[batch.pk])


@pytest.fixture
def known(agent):
    imported(check(kept(a_file(HEADINGS), agent).batch, agent, mapping=CHOSEN), agent)
    return ImportMapping.objects.get()


@pytest.mark.parametrize(
    ("headings", "mapping"),
    [
        (HEADINGS[::-1], CHOSEN),
        (["甲 ", "乙：", "丙", "丁", "戊"], CHOSEN | {"subject": "乙："}),
        ([*HEADINGS, "订单号"], CHOSEN | {"order_number": "订单号"}),
        (["丙", "戊"], {"description": "丙", "phone": "戊"}),
    ],
)
def test_the_same_headings_in_another_order_more_or_fewer_are_known(known, agent, headings, mapping):
    batch = kept(a_file(headings, start=7), agent).batch
    assert (batch.mapping, batch.mapping_source) == (mapping, known)


@pytest.mark.parametrize("headings", [["丁", "戊"], ["甲", "乙", "丙", "别的"], ["主题", "内容"]])
def test_what_says_nothing_or_is_another_kind_of_file_is_not(known, agent, headings):
    assert kept(a_file(headings, start=7), agent).batch.mapping_source is None


def test_a_field_left_empty_on_purpose_stays_empty():
    by = a_user(Role.AGENT)
    mappings.remember(["标题", "电话"], {"subject": "标题"}, by=by, now=NOON)
    assert mappings.propose(["电话", "标题"]).mapping == {"subject": "标题"}


def test_the_closest_is_proposed_and_of_equals_the_one_with_a_name():
    by = a_user(Role.AGENT)
    for headings, name in ((["甲", "乙"], "平台导出"), (["甲", "乙", "丙", "丁"], ""), (["甲", "丙"], "")):
        mappings.remember(headings, {"subject": "甲"}, name=name, by=by, now=NOON)
    assert mappings.propose(["甲", "乙", "丙", "丁", "戊"]).source.headings == ["甲", "乙", "丙", "丁"]
    assert mappings.propose(["甲"]).source.name == "平台导出"


def test_a_choice_with_a_name_is_remembered_at_once_and_keeps_it(agent):
    batch = choose(kept(a_file(HEADINGS), agent).batch, agent, name=" 平台导出 ")
    assert batch.mapping_source.name == "平台导出"
    mappings.remember(HEADINGS[::-1], {"subject": "丙"}, by=agent, now=NOON)
    remembered = ImportMapping.objects.get()
    assert (remembered.name, remembered.mapping) == ("平台导出", {"subject": "丙"})


def test_without_a_name_what_was_never_imported_is_not_remembered(agent):
    choose(kept(a_file(HEADINGS), agent).batch, agent)
    assert not ImportMapping.objects.exists()


def test_a_name_too_long_is_said_and_nothing_changes(agent):
    batch = kept(a_file(HEADINGS), agent).batch
    with pytest.raises(RuleBroken, match="61 characters"):
        choose(batch, agent, name="长" * 61)
    batch.refresh_from_db()
    assert batch.mapping == {}


def test_the_page_says_after_what_it_proposes_and_what_differs(supervisor, client):
    mappings.remember(HEADINGS, CHOSEN, name="平台<导出>", by=supervisor, now=NOON)
    batch = kept(a_file(["甲", "乙", "丙", "丁"]), supervisor).batch
    page = client.get(page_of(batch)).content.decode()
    assert "as last time with “平台&lt;导出&gt;”" in page
    assert "Not in this file: 戊." in page
    assert 'value="平台&lt;导出&gt;"' in page
    batch = kept(a_file([*HEADINGS, "己"]), supervisor).batch
    assert "Not there last time: 己." in client.get(page_of(batch)).content.decode()


def test_a_guess_is_not_called_a_memory(supervisor, client):
    assert "last time" not in client.get(page_of(kept(a_csv(lines(1)), supervisor).batch)).content.decode()


def test_a_supervisor_renames_and_deletes(known, supervisor, client):
    change, delete = (reverse(f"admin:complaints_importmapping_{one}", args=[known.pk]) for one in ("change", "delete"))
    batch = kept(a_file(HEADINGS, start=7), supervisor).batch
    assert "Phone number ← 戊" in client.get(change).content.decode()
    client.post(change, {"name": "十二三一五", "mapping": "{}"})
    known.refresh_from_db()
    assert (known.name, known.mapping) == ("十二三一五", CHOSEN)
    client.post(delete, {"post": "yes"})
    assert not ImportMapping.objects.exists()
    batch.refresh_from_db()
    assert (batch.mapping_source, batch.mapping) == (None, CHOSEN)


def test_whoever_only_imports_neither_renames_nor_deletes(known, agent, client):
    client.force_login(agent)
    for one, sent in (("change", {"name": "我的"}), ("delete", {"post": "yes"})):
        assert client.post(reverse(f"admin:complaints_importmapping_{one}", args=[known.pk]), sent).status_code == 403
    with pytest.raises(NotPermitted):
        mappings.rename(known.pk, name="我的", by=agent)
    with pytest.raises(NotPermitted):
        mappings.forget(known.pk, by=agent)
    assert ImportMapping.objects.get().name == ""
