import pytest
from django.db import connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from complaints.crypto.contact import ContactKind, mask_address, mask_contact, mask_name, normal_form
from complaints.crypto.keys import WrongKey, lookup_hash, lookup_hashes, seal, unseal
from complaints.models import Complainant, ContactPoint
from complaints.services.people import find_by_contact, find_or_create
from tests.builders import NOON

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = "complaints_complainant.name.1"
written = st.text(st.characters(exclude_categories=["Cs"]))


def stored(row, column):
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row.pk])  # noqa: S608
        return cursor.fetchone()[0]


@given(written)
@example("")
@example("𠮷\x00👩‍👧")
def test_what_was_sealed_opens_to_the_same_text(text):
    assert unseal(seal(text, place=PLACE), place=PLACE) == text


@given(written, written)
def test_a_sealed_value_does_not_open_in_another_place(text, place):
    if place != PLACE:
        with pytest.raises(WrongKey):
            unseal(seal(text, place=PLACE), place=place)


@given(written, st.data())
def test_any_changed_byte_keeps_it_shut(text, data):
    sealed = seal(text, place=PLACE)
    key_id, _colon, body = sealed.partition(":")
    position = data.draw(st.integers(0, len(body.rstrip("=")) - 2))
    changed = "A" if body[position] != "A" else "B"
    with pytest.raises(WrongKey):
        unseal(f"{key_id}:{body[:position]}{changed}{body[position + 1 :]}", place=PLACE)


@pytest.mark.parametrize("sealed", ["", "plain", "k1:", "k1:!!", "nokey:AAAA", "k1:AAAA", ":"])
def test_what_was_never_sealed_is_a_fault_and_not_blank(sealed, settings):
    settings.FIELD_KEYS = {"k1": OLD}
    with pytest.raises(WrongKey):
        unseal(sealed, place=PLACE)


def test_the_same_text_never_looks_the_same_twice():
    assert seal("13800138000", place=PLACE) != seal("13800138000", place=PLACE)


def test_after_a_change_of_keys_the_old_still_reads_and_the_new_one_writes(settings):
    settings.FIELD_KEYS = {"old": OLD}
    before = seal("顾秀英", place=PLACE)
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}
    assert unseal(before, place=PLACE) == "顾秀英"
    assert seal("顾秀英", place=PLACE).startswith("new:")
    settings.FIELD_KEYS = {"new": NEW}
    with pytest.raises(WrongKey):
        unseal(before, place=PLACE)


def test_a_look_up_tells_columns_and_keys_apart(settings):
    settings.LOOKUP_KEYS = {"new": NEW, "old": OLD}
    assert lookup_hash("phone", "1") != lookup_hash("email", "1")
    assert [one.partition(":")[0] for one in lookup_hashes("phone", "1")] == ["new", "old"]
    assert len(set(lookup_hashes("phone", "1"))) == 2


@pytest.mark.django_db
def test_nothing_of_a_person_lies_open_in_the_database():
    person = find_or_create(name="顾秀英", contacts={ContactKind.PHONE: "13800138000"}, now=NOON)
    point = person.contact_points.get()
    for row, column in ((person, "name"), (point, "value"), (point, "lookup")):
        lying = stored(row, column)
        assert "顾" not in lying
        assert "13800138000" not in lying
    assert Complainant.objects.get().name == "顾秀英"
    assert ContactPoint.objects.get().value == "13800138000"


@pytest.mark.django_db
def test_a_value_carried_to_another_row_is_found_out():
    one = find_or_create(name="顾秀英", contacts={}, now=NOON)
    other = find_or_create(name="李晓燕", contacts={}, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE complaints_complainant SET name = (SELECT name FROM complaints_complainant WHERE id = %s)"
            " WHERE id = %s",
            [one.pk, other.pk],
        )
    with pytest.raises(WrongKey):
        _ = Complainant.objects.get(pk=other.pk).name
    assert Complainant.objects.get(pk=one.pk).name == "顾秀英"


@pytest.mark.django_db
def test_no_way_of_saving_writes_the_plain_text():
    person = find_or_create(name="顾秀英", contacts={}, now=NOON)
    with pytest.raises(TypeError), transaction.atomic():
        Complainant.objects.update(name="李晓燕")
    person.name = "李晓燕"
    with pytest.raises(TypeError), transaction.atomic():
        Complainant.objects.bulk_update([person], ["name"])
    with pytest.raises(TypeError):
        Complainant.objects.filter(name="顾秀英").exists()
    person.save()
    assert Complainant.objects.get().name == "李晓燕"
    (bulk,) = Complainant.objects.bulk_create([Complainant(name="周明")])
    assert "周" not in stored(bulk, "name")


@pytest.mark.django_db
def test_saving_an_unread_row_keeps_its_seal_and_a_read_one_its_text():
    find_or_create(name="顾秀英", contacts={}, now=NOON)
    unread = Complainant.objects.get()
    unread.save()
    deferred = Complainant.objects.defer("name").get()
    assert deferred.name == "顾秀英"
    deferred.save()
    assert Complainant.objects.get().name == "顾秀英"


@pytest.mark.django_db
def test_a_person_is_found_under_the_old_key_too(settings):
    settings.LOOKUP_KEYS = {"old": OLD}
    person = find_or_create(name="顾秀英", contacts={ContactKind.PHONE: "13800138000"}, now=NOON)
    settings.LOOKUP_KEYS = {"new": NEW, "old": OLD}
    again = find_or_create(name="", contacts={ContactKind.PHONE: "+86 138-0013-8000"}, now=NOON)
    assert again == person
    assert list(find_by_contact("138 0013 8000")) == [person]
    assert ContactPoint.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "value", "normal"),
    [
        ("phone", "138 0013 8000", "13800138000"),
        ("phone", "+86-138-0013-8000", "13800138000"),
        ("phone", "0086 13800138000", "13800138000"),
        ("phone", "１３８００１３８０００", "13800138000"),
        ("phone", "(021) 6888-8888", "02168888888"),
        ("phone", "400-820-8820", "4008208820"),
        ("phone", "12", ""),
        ("phone", "no number", ""),
        ("phone", "'; DROP TABLE", ""),
        ("email", " Lin.Yue@Example.CN ", "lin.yue@example.cn"),
        ("email", "lin@example", ""),
        ("email", "a b@example.cn", ""),
        ("email", "a@b@example.cn", ""),
        ("wechat", " Lin_Yue ", "lin_yue"),
        ("account", "@吃货小林", "@吃货小林"),
    ],
)
def test_one_contact_has_one_spelling(kind, value, normal):
    assert normal_form(kind, value) == normal


@given(st.sampled_from(ContactKind), written)
def test_the_normal_form_of_a_normal_form_is_itself(kind, text):
    normal = normal_form(kind, text)
    assert normal_form(kind, normal) == normal


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        (mask_contact("phone", "13800138000"), "138****8000"),
        (mask_contact("phone", "12345"), "1***"),
        (mask_contact("email", "lin@example.cn"), "l***@example.cn"),
        (mask_contact("wechat", "linyue"), "l***"),
        (mask_contact("phone", ""), ""),
        (mask_name("顾秀英"), "顾**"),
        (mask_name("欧阳娜娜子"), "欧***"),
        (mask_name("Mary Smith"), "M***"),
        (mask_name(" "), ""),
        (mask_address("上海市浦东新区世纪大道1号"), "上海市浦东新****"),
        (mask_address("上海"), "****"),
        (mask_address(""), ""),
    ],
)
def test_a_mask_shows_enough_to_recognise_and_no_more(shown, seen):
    assert shown == seen
