"""What a rise is made of: products, places, channels, batch numbers and words more common in it than before.

A share is compared with that of the same category before the rise. Words need no dictionary: runs of letters that
many of the complaints have in common are joined to the longest ones.
"""

import re
import unicodedata
from collections import Counter

from complaints.words.personal import personal_in
from escalation.models import Trace
from review.models import Dimension

#: So many of the newest complaints of the rise, and of those before it, are read.
_MOST_READ = 200
_LETTERS = 400
#: Something stands out from so many complaints and this share on, and when it was much rarer before.
_LEAST, _LEAST_SHARE, _TIMES = 3, 0.34, 2.0
_LONGEST = 8
_MOST_NAMED = 4
_CODE = re.compile(r"[A-Z0-9]+(?:[-_/][A-Z0-9]+)*", re.ASCII)
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z]{4,}", re.ASCII)
#: Letters of grammar: a run that begins or ends with one is cut in the wrong place.
_GRAMMAR = frozenset(
    "的了在是我不有就也都和与着到给把被让这那他她你们个一没很还又说要去会上下里来过吗吧呢啊请从对为但而且或及等"
)
_LEAST_CODE = 4


def made_of(trace_ids, cell, *, past):
    """What stands out among the traces `trace_ids` beside those of the queryset `past`, the plainest first.

    Each is {"kind", "value", "count", "share", "before"}, shares in percent.
    """
    now, before = _read(trace_ids), _read(past.values_list("pk", flat=True)[:_MOST_READ])
    if not now:
        return []
    found = []
    for kind in (Dimension.PRODUCT, Dimension.PLACE, Dimension.CHANNEL):
        if kind != cell.dimension:
            found += _standing_out(kind, [{row[kind]} - {""} for row in now], [{row[kind]} - {""} for row in before])
    found += _standing_out("code", [codes_in(row["text"]) for row in now], [codes_in(row["text"]) for row in before])
    words = _standing_out("word", [words_in(row["text"]) for row in now], [words_in(row["text"]) for row in before])
    found += _longest(words)
    told = {one["value"]: one for one in sorted(found, key=_plainness) if not personal_in(one["value"])}
    names = {row[Dimension.PRODUCT]: row["product_shown"] for row in now}
    names |= {row[Dimension.PLACE]: row["place_shown"] for row in now}
    plain = sorted(told.values(), key=_plainness, reverse=True)[:_MOST_NAMED]
    return [one | {"value": names.get(one["value"], one["value"])} for one in plain]


def codes_in(text):
    """Batch and model numbers: runs of capitals and digits with a digit in them, not of digits alone."""
    found = set(_CODE.findall(unicodedata.normalize("NFKC", text[:_LETTERS]).upper()))
    return {
        code
        for code in found
        if len(code) >= _LEAST_CODE and any(map(str.isdigit, code)) and not code.replace("-", "").isdigit()
    }


def words_in(text):
    """Runs of two and more Chinese letters, and longer Latin words."""
    text = unicodedata.normalize("NFKC", text[:_LETTERS]).casefold()
    found = set(_WORD.findall(text))
    for run in _RUN.findall(text):
        for begin in range(len(run)):
            for end in range(begin + 2, min(begin + _LONGEST, len(run)) + 1):
                piece = run[begin:end]
                if piece[0] not in _GRAMMAR and piece[-1] not in _GRAMMAR:
                    found.add(piece)
    return found


def _read(pks):
    rows = Trace.objects.filter(pk__in=list(pks)[:_MOST_READ]).values_list(
        "product",
        "place",
        "complaint__channel",
        "complaint__subject",
        "complaint__description",
        "complaint__product",
        "complaint__place",
        "complaint__order__product",
        "complaint__order__shop",
    )
    return [
        {
            Dimension.PRODUCT: product,
            Dimension.PLACE: place,
            Dimension.CHANNEL: channel,
            "text": f"{subject}\n{text}",
            "product_shown": own_product or of_order or product,
            "place_shown": own_place or shop or place,
        }
        for product, place, channel, subject, text, own_product, own_place, of_order, shop in rows
    ]


def _standing_out(kind, now, before):
    counts = Counter(value for values in now for value in values)
    usual = Counter(value for values in before for value in values if value in counts)
    for value, count in counts.items():
        share, was = count / len(now), usual[value] / max(len(before), 1)
        if count >= _LEAST and share >= _LEAST_SHARE and share >= _TIMES * was:
            yield {"kind": str(kind), "value": value, "count": count, "share": _percent(share), "before": _percent(was)}


def _longest(words):
    """Of words within each other the longest that is nearly as frequent."""
    kept = []
    for word in sorted(words, key=lambda one: (-len(one["value"]), -one["count"])):
        if not any(word["value"] in other["value"] and other["count"] >= 0.75 * word["count"] for other in kept):
            kept.append(word)
    # Pieces that overlap an earlier one at its end say the same twice.
    best = sorted(kept, key=_plainness, reverse=True)
    told = []
    for word in best:
        if not any(_overlap(word["value"], other["value"]) for other in told):
            told.append(word)
    return told[:_MOST_NAMED]


def _overlap(one, other):
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def _plainness(one):
    # A named thing tells more than a word of the same share.
    return (one["share"] - one["before"]) * (1.0 if one["kind"] == "word" else 1.5), len(one["value"])


def _percent(share):
    return round(100 * share)
