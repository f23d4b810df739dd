"""From a row to a receipt: facts weighed by the rules a person's entry obeys, faults named by column."""

import hashlib
import json
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from complaints.crypto.contact import ContactKind
from complaints.crypto.keys import lookup_hash
from complaints.imports.resource import FactsResource
from complaints.models import CELL, Complaint, said
from complaints.services.intake import Receipt
from complaints.states import PASSIVE_CHANNELS, Channel, Demand

#: Nobody left a number there; the first task is to find the customer (INT-7).
WITHOUT_CONTACT = PASSIVE_CHANNELS | {Channel.REGULATOR}
_ROW_KEY = "row"
_LONGEST_ROW = 50_000
_LONGEST_QUOTE = 40
_LONGEST_SUBJECT = Complaint._meta.get_field("subject").max_length
_LONGEST_NOTE = Complaint._meta.get_field("demand_note").max_length
_SENTENCE_END = re.compile(r"[。！？!?；;\n]|\.\s")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell; the heading is blank when it is the row as a whole.

    `sentence` leaves a place for the `cell`, which is blank where it is not to be quoted.
    """

    row: int
    heading: str
    sentence: str
    cell: str = ""

    @property
    def said(self):
        return said(self.sentence, self.cell)


@dataclass(frozen=True)
class Judged:
    """One row: either a receipt, or the faults that keep it from being one."""

    row: int
    receipt: Receipt | None
    faults: tuple[Fault, ...] = ()


class Judge:
    """Judges the rows of one walk through one file; remembers their keys to notice repeats."""

    def __init__(self, *, preset, channel, mapping, unnamed, now):
        self.preset, self.channel, self.mapping, self.unnamed = preset, channel, mapping, unnamed
        self._resource = FactsResource(preset=preset, now=now)
        self._seen = {}

    def judge(self, row):
        cells = {field: row.values[heading] for field, heading in self.mapping.items() if heading in row.values}
        try:
            facts = self._resource.read(cells)
        except ValidationError as wrong:
            return Judged(row.number, None, tuple(self._named(row, wrong, cells)))
        key = _content_key(row.values, self.unnamed)
        sentence = self._why_not(row, facts) or self._contradiction(row, facts, key)
        if sentence:
            heading, text = sentence
            return Judged(row.number, None, (Fault(row.number, heading, text),))
        return Judged(row.number, self._receipt(row, facts, key))

    def _named(self, row, wrong, cells):
        for field, sentences in wrong.message_dict.items():
            for sentence in sentences:
                cell = cells[field][:_LONGEST_QUOTE] if CELL in sentence else ""
                yield Fault(row.number, self.mapping.get(field, ""), sentence, cell)

    def _why_not(self, row, facts):
        """(heading, sentence) of the first rule the row as a whole breaks."""
        if row.surplus:
            return "", _(
                "There are more cells than headings, so the cells may stand under the wrong ones. "
                "Look for a separator inside a text that is not quoted."
            )
        if sum(map(len, row.values.values())) > _LONGEST_ROW:
            return "", _("The row holds more than %(limit)s characters. Shorten it.") % {"limit": _LONGEST_ROW}
        if not facts.subject and not facts.description and not facts.product:
            heading = self.mapping.get("description") or self.mapping.get("subject", "")
            return heading, _("Nothing says what the complaint is about.")
        if self.channel not in WITHOUT_CONTACT and not _contacts(facts) and not facts.order_number:
            heading = next((self.mapping[field] for field in ContactKind.values if field in self.mapping), "")
            return heading, _(
                "There is no way to reach the customer. Add a phone number, e-mail address, WeChat id, account or "
                "order number, or import under a channel where customers leave none, such as “%(channel)s”."
            ) % {"channel": Channel.PLATFORM.label}
        return None

    def _contradiction(self, row, facts, key):
        """Two rows with one id and different content are not one complaint, and not two."""
        if not facts.external_id:
            return None
        first, first_key = self._seen.setdefault(facts.external_id, (row.number, key))
        if first_key == key:
            return None
        return self.mapping["external_id"], _(
            "Row %(first)s has the same id and other content. Correct one, or choose another column as external id."
        ) % {"first": first}

    def _receipt(self, row, facts, key):
        subject = facts.subject or _first_sentence(facts.description) or facts.product
        if len(subject) > _LONGEST_SUBJECT:
            subject = subject[: _LONGEST_SUBJECT - 1] + "…"
        is_choice = facts.demand in Demand.values
        if not is_choice and not facts.demand_note:
            facts.demand_note = facts.demand[:_LONGEST_NOTE]
        return Receipt(
            preset=self.preset,
            channel=self.channel,
            subject=subject,
            description=facts.description or facts.subject or facts.product,
            demand=Demand(facts.demand) if is_choice else Demand.OTHER,
            name=facts.name,
            contacts=_contacts(facts),
            tier=facts.tier,
            order_number=facts.order_number,
            category=facts.category,
            occurred_at=facts.occurred_at,
            place=facts.place,
            product=facts.product,
            demand_note=facts.demand_note,
            demand_cny=facts.demand_cny,
            emotion=facts.emotion,
            external_id=facts.external_id or key,
            origin_url=facts.origin_url,
            raw_text=self._rest(row, facts),
        )

    def _rest(self, row, facts):
        """What no field holds in full, as “heading: value” lines: other columns, masked contacts, what was cut."""
        is_cut = {
            "subject": len(facts.subject) > _LONGEST_SUBJECT,
            "demand": facts.demand not in (*Demand.values, facts.demand_note),
        }
        held = {heading for field, heading in self.mapping.items() if getattr(facts, field) and not is_cut.get(field)}
        return "\n".join(f"{heading}: {value}" for heading, value in row.values.items() if heading not in held)


def _contacts(facts):
    return {kind: value for kind in ContactKind if (value := getattr(facts, kind.value, ""))}


def is_row_key(external_id):
    return external_id.startswith(f"{_ROW_KEY}:")


def _content_key(values, unnamed):
    """The row's own key: the same cells under the same headings, in whatever order or file (INT-8).

    Keyed, because somebody with the database could otherwise try phone numbers until one fits. A column
    without heading is a line count as a rule and does not tell rows apart.
    """
    content = json.dumps(
        sorted((heading, value) for heading, value in values.items() if heading not in unnamed), ensure_ascii=False
    )
    return f"{_ROW_KEY}:{lookup_hash(_ROW_KEY, hashlib.sha256(content.encode()).hexdigest())}"


def _first_sentence(text):
    text = text.strip()
    end = _SENTENCE_END.search(text)
    return text[: end.start()].strip() if end and end.start() > 3 else " ".join(text.split())
