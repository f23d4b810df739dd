"""Nobody can be recognised in what the library shows: the machine looks, a person confirms (KNO-1)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.crypto.contact import ContactKind
from complaints.errors import RuleBroken
from complaints.words.personal import Found, PersonalKind, find_personal
from knowledge.services.library.record import lock, record
from knowledge.services.library.writing import check_draft, put

#: What stands in a lesson instead of the words found, in the language of whoever masks them.
_STAND_INS = {
    PersonalKind.PHONE: gettext_lazy("[phone]"),
    PersonalKind.IDENTITY: gettext_lazy("[identity number]"),
    PersonalKind.CARD: gettext_lazy("[bank card]"),
    PersonalKind.PLATE: gettext_lazy("[plate]"),
    PersonalKind.ADDRESS: gettext_lazy("[address]"),
    PersonalKind.NAME: gettext_lazy("[name]"),
    PersonalKind.ORDER: gettext_lazy("[order number]"),
    PersonalKind.MAIL: gettext_lazy("[e-mail]"),
    PersonalKind.WECHAT: gettext_lazy("[WeChat id]"),
}
_LABELS = {
    PersonalKind.PHONE: gettext_lazy("telephone"),
    PersonalKind.IDENTITY: gettext_lazy("identity number"),
    PersonalKind.CARD: gettext_lazy("bank card"),
    PersonalKind.PLATE: gettext_lazy("number plate"),
    PersonalKind.ADDRESS: gettext_lazy("address"),
    PersonalKind.NAME: gettext_lazy("name"),
    PersonalKind.ORDER: gettext_lazy("order number"),
    PersonalKind.MAIL: gettext_lazy("e-mail address"),
    PersonalKind.WECHAT: gettext_lazy("WeChat id"),
}
_KNOWN_KINDS = {ContactKind.PHONE: PersonalKind.PHONE, ContactKind.EMAIL: PersonalKind.MAIL}


@dataclass(frozen=True)
class Finding:
    """Words that may lead to a person, by the path of their text."""

    path: str
    found: Found

    @property
    def label(self):
        return _LABELS[self.found.kind]

    @property
    def key(self):
        """Names it in a form; holds for exactly these words."""
        return f"{self.path}:{self.found.start}:{self.found.end}"


def findings(version):
    """What the machine finds in the words of `version`, in the order of its fields."""
    known = known_of(version.entry)
    return [Finding(path, found) for path, text in version.texts() for found in find_personal(text, known=known)]


def known_of(entry):
    """What the record knows of the customer: (kind, words), found wherever they stand."""
    complaint = getattr(entry, "complaint", None)
    if complaint is None:
        return []
    customer = complaint.complainant
    known = [(PersonalKind.ORDER, complaint.number), (PersonalKind.NAME, customer.name)]
    known += [
        (_KNOWN_KINDS.get(point.kind, PersonalKind.WECHAT), point.value) for point in customer.contact_points.all()
    ]
    if complaint.order_id:
        known += [
            (PersonalKind.ORDER, complaint.order.number),
            (PersonalKind.ADDRESS, complaint.order.delivery_address),
        ]
    return [(kind, words) for kind, words in known if words]


@transaction.atomic
def settle(versions, version_id, *, masked, kept, is_read, seen, by, now):
    """Mask what is named by `masked`, and where the person read it all confirm the words with what was `kept`.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    version = lock(versions, version_id, by=by, right="knowledge.write_library", seen=seen)
    said = {(one.found.kind, one.found.text) for one in findings(version) if one.key in set(kept)}
    if masked:
        version = mask(versions, version_id, keys=masked, seen=seen, by=by, now=now)
    if is_read:
        keys = [one.key for one in findings(version) if (one.found.kind, one.found.text) in said]
        version = confirm(versions, version_id, kept=keys, seen=version.edits, by=by, now=now)
    elif not masked:
        raise RuleBroken(_("Tick that you read every part, then confirm."))
    return version


@transaction.atomic
def mask(versions, version_id, *, keys, seen, by, now):
    """Put stand-ins in place of the findings named by `keys`. Raises NotPermitted, RuleBroken, Outdated."""
    version = lock(versions, version_id, by=by, right="knowledge.write_library", seen=seen)
    check_draft(version)
    chosen = [one for one in findings(version) if one.key in set(keys)]
    if not chosen:
        raise RuleBroken(_("Choose what is to be masked."))
    texts = dict(version.texts())
    for one in reversed(chosen):
        text = texts[one.path]
        texts[one.path] = text[: one.found.start] + str(_STAND_INS[one.found.kind]) + text[one.found.end :]
    put(version, version.reworded(texts), by=by, now=now)
    record(version, "masked", by=by, at=now, count=len(chosen))
    return version


@transaction.atomic
def confirm(versions, version_id, *, kept, seen, by, now):
    """A person says that the words name nobody; `kept` holds the keys of findings that are no personal data.

    Every finding has to be masked or kept. Raises NotPermitted, RuleBroken, Outdated.
    """
    version = lock(versions, version_id, by=by, right="knowledge.write_library", seen=seen)
    check_draft(version)
    found = findings(version)
    left = [one for one in found if one.key not in set(kept)]
    if left:
        sentence = ngettext(
            "%(count)s place is undecided: “%(words)s”. Mask it, or say that it is no personal data.",
            "%(count)s places are undecided, the first is “%(words)s”. Mask them, or say that they are none.",
            len(left),
        )
        raise RuleBroken(sentence % {"count": len(left), "words": left[0].found.text})
    version.kept = [[one.found.kind, one.found.text] for one in found]
    version.confirmed_by, version.confirmed_at = by, now
    version.edits += 1
    record(version, "confirmed", by=by, at=now, kept=len(found))
    return version


def check_clean(version):
    """Raises RuleBroken when the machine now finds what nobody kept on purpose."""
    kept = {tuple(one) for one in version.kept}
    for one in findings(version):
        if (one.found.kind, one.found.text) not in kept:
            raise RuleBroken(
                _("“%(words)s” looks like personal data, and nobody decided about it. Give it back.")
                % {"words": one.found.text}
            )
