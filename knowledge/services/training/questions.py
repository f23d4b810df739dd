"""Questions with right answers: what one has to hold, which are put, and how many percent are right."""

from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import RuleBroken
from complaints.words.personal import personal_in
from review.services.inspection.drawing import ticket

_LONGEST = {"ask": 500, "option": 300, "why": 1_000, "point": 300}
_MOST_OPTIONS, _MOST_POINTS = 8, 12


def check_lesson(lesson):
    """Raises RuleBroken unless every question can be answered, and no text leads to a person."""
    for place, row in enumerate(lesson.questions, 1):
        _check_question(place, row)
    if bool(lesson.task.strip()) != bool(lesson.points):
        raise RuleBroken(_("A text to write needs the points a good one holds, and points need a text to write."))
    if len(lesson.points) > _MOST_POINTS:
        raise RuleBroken(_("At most %(count)s points can be compared.") % {"count": _MOST_POINTS})
    for point in lesson.points:
        check_text(point, _("point"), _LONGEST["point"])
    for text in texts_of(lesson):
        if found := personal_in(text):
            raise RuleBroken(
                _("“%(words)s” looks like personal data. What is trained on names nobody; take it out.")
                % {"words": found[0]}
            )


def check_usable(lesson):
    """Raises RuleBroken when there is nothing to answer."""
    if not lesson.questions:
        raise RuleBroken(_("Ask at least one question."))


def texts_of(lesson):
    """Every text of a drill or test."""
    for name in lesson.FIELDS:
        value = getattr(lesson, name)
        if isinstance(value, str):
            yield value
    yield from lesson.points
    for row in lesson.questions:
        yield from (row["ask"], *row["options"], row["why"])


def drawn(test, seed):
    """The places of the questions put to somebody, in their order: the same again for the same seed."""
    places = sorted(range(len(test.questions)), key=lambda place: ticket(seed, str(place)))
    return places[: test.drawn or None]


def right_percent(questions, places, answers):
    """How many percent of the questions at `places` have exactly the right options chosen."""
    right = sum(sorted(answers.get(str(place), ())) == sorted(questions[place]["right"]) for place in places)
    return round(100 * right / len(places))


def checked_answers(test, places, answers):
    """Of what was sent only options there are, of questions that were put."""
    return {
        str(place): sorted({one for one in answers.get(place, ()) if 0 <= one < len(test.questions[place]["options"])})
        for place in places
    }


def _check_question(place, row):
    if not row["ask"].strip():
        raise RuleBroken(_("Question %(place)s asks nothing.") % {"place": place})
    options, right = row["options"], row["right"]
    if not 2 <= len(options) <= _MOST_OPTIONS or len(set(options)) != len(options):
        raise RuleBroken(
            _("Question %(place)s needs between two and %(most)s different answers to choose from.")
            % {"place": place, "most": _MOST_OPTIONS}
        )
    if not right or not set(right) <= set(range(len(options))):
        raise RuleBroken(_("Mark the right answers of question %(place)s.") % {"place": place})
    check_text(row["ask"], _("question"), _LONGEST["ask"])
    check_text(row["why"], _("explanation"), _LONGEST["why"])
    for option in options:
        check_text(option, _("answer"), _LONGEST["option"])
