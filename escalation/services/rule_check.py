"""What a trigger rule must show before it is stored (A22): that it is sound, quick, and finds what it should alone."""

import tomllib
from functools import lru_cache
from pathlib import Path
from time import perf_counter

from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import RuleBroken
from complaints.words.phrases import fold
from escalation.words.patterns import BadPattern, compiled, found_in, lines_of, says_enough

#: Of the ordinary sentences a rule may find so many; more means that it escalates what is everyday.
MOST_ORDINARY = 2
MOST_EXAMPLES = 20
LONGEST_EXAMPLE = 200
#: For a text of a hundred thousand letters, whatever they are.
MOST_MS = 50
_LONG = 100_000
_TRIES = 3
_ORDINARY = Path(__file__).resolve().parent.parent / "presets" / "ordinary.toml"


@lru_cache(maxsize=1)
def ordinary():
    """Everyday sentences of complaints in which nobody asks for anything out of the ordinary."""
    return tuple(_presets()["sentences"])


def _presets():
    return tomllib.loads(_ORDINARY.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _long_texts():
    pieces = ("".join(ordinary()), *_presets()["pieces"])
    texts = (piece * (_LONG // len(piece) + 1) for piece in pieces)
    return tuple(fold(text[:_LONG]) for text in texts)


def check_rule(rule):
    """Raises RuleBroken, in words for whoever writes rules."""
    for text, name in ((rule.expression, _("words or pattern")), (rule.unless, _("unless these words overlap"))):
        check_text(text, name)
    _check_sound(rule)
    examples, traps = lines_of(rule.must_match), lines_of(rule.must_not_match)
    _check_examples(rule, examples, traps)
    _check_ordinary(rule)
    _check_quick(rule)


def finds(rule, text):
    """The places of a text the rule means."""
    return found_in(fold(text), **_means(rule))


def _means(rule):
    return {"expression": rule.expression, "is_pattern": rule.is_pattern, "unless": rule.unless}


def _check_sound(rule):
    if rule.is_pattern:
        try:
            pattern = compiled(rule.expression)
        except BadPattern as fault:
            raise RuleBroken(
                _("The engine does not take this pattern (%(fault)s). It knows no back-references and no look-around.")
                % {"fault": fault}
            ) from None
        if pattern.search(""):
            raise RuleBroken(_("This pattern is found in an empty text, so in every text. Make it say something."))
    elif not says_enough(rule.expression):
        raise RuleBroken(_("Enter at least two letters besides the gaps; … stands for a few characters."))
    for phrase in lines_of(rule.unless):
        if not says_enough(phrase):
            raise RuleBroken(_("“%(phrase)s” is too short to excuse anything.") % {"phrase": phrase})


def _check_examples(rule, examples, traps):
    if not examples:
        raise RuleBroken(_("Enter at least one sentence the rule must find."))
    for given in (examples, traps):
        if len(given) > MOST_EXAMPLES or any(len(one) > LONGEST_EXAMPLE for one in given):
            raise RuleBroken(
                _("At most %(count)s sentences of %(length)s characters each.")
                % {"count": MOST_EXAMPLES, "length": LONGEST_EXAMPLE}
            )
        for one in given:
            check_text(one, _("sentence"), LONGEST_EXAMPLE)
    missed = next((one for one in examples if not finds(rule, one)), None)
    if missed:
        raise RuleBroken(_("It must find “%(sentence)s” and does not.") % {"sentence": missed})
    wrong = next((one for one in traps if finds(rule, one)), None)
    if wrong:
        raise RuleBroken(_("It must not find “%(sentence)s” and does.") % {"sentence": wrong})


def _check_ordinary(rule):
    found = [sentence for sentence in ordinary() if finds(rule, sentence)]
    if len(found) > MOST_ORDINARY:
        raise RuleBroken(
            _("It finds %(count)s of %(total)s ordinary sentences, such as “%(sentence)s”. Make it narrower.")
            % {"count": len(found), "total": len(ordinary()), "sentence": found[0]}
        )


def _check_quick(rule):
    slowest = max(milliseconds(rule, text) for text in _long_texts())
    if slowest > MOST_MS:
        raise RuleBroken(
            _("It takes %(took)s ms for a long text; %(most)s are allowed. Use fewer and shorter repetitions.")
            % {"took": round(slowest), "most": MOST_MS}
        )


def milliseconds(rule, folded):
    """How long the rule takes to answer whether it is found; the best of a few tries, since the machine may be busy."""
    return min(_timed(rule, folded) for _try in range(_TRIES))


def _timed(rule, folded):
    began = perf_counter()
    found_in(folded, **_means(rule))
    return 1000 * (perf_counter() - began)
