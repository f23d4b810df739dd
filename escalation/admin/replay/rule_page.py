"""The page on which a rule of words, as its form holds it, is tried on what customers said (ESC-2, ESC-5)."""

from datetime import timedelta

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.crypto.contact import mask_text
from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint
from complaints.states import Level
from escalation.admin.replay.changed import EXPORT, as_file, page_of, visible_of
from escalation.admin.replay.pages import days_of, periods
from escalation.admin.replay.rows import Line, signed
from escalation.services.replay.words import Judgement, try_rule

JUDGEMENTS = {
    Judgement.SHOULD: gettext_lazy("should have"),
    Judgement.NEEDLESS: gettext_lazy("need not have"),
    Judgement.OPEN: gettext_lazy("cannot be told yet"),
}
#: What the buttons of the page send besides the rule.
_ASKED = ("days", "page", "as", "csrfmiddlewaretoken")


def rule_page(site, request, form):
    """Try the rule in `form` (posted, not saved) on the past; what is wrong with the rule is said instead."""
    rule, post = form.instance, request.POST
    request.current_app = site.name
    fields = [(name, value) for name in post if name not in _ASKED for value in post.getlist(name)]
    back = (
        reverse("admin:escalation_triggerrule_change", args=[rule.pk])
        if rule.pk
        else reverse("admin:escalation_triggerrule_add")
    )
    context = {**site.each_context(request), "title": _("A rule tried on past complaints"), "back": back}
    if not form.is_valid():
        context |= {"errors": [error for errors in form.errors.values() for error in errors]}
        return TemplateResponse(request, "admin/escalation/replay/words.html", context, status=422)
    now, days = timezone.now(), days_of(post.get("days"))
    trial = try_rule(rule, since=now - timedelta(days=days), until=now)
    heard = Complaint.objects.filter(events__at__range=(trial.since, trial.until))
    moved = visible_of(trial.moved, request.user, among=heard)
    if post.get("as") == "csv":
        return as_file(request, f"rule-{rule.pk or 'new'}", _headings(), moved, _told)
    page, lines = page_of(moved, post.get("page"))
    gained = sum(one.is_gained for one in trial.moved)
    context |= {
        "rule": rule,
        "trial": trial,
        "gained": gained,
        "lost": len(trial.moved) - gained,
        "level": Level.SUPERVISOR.label,
        "figures": _figures(trial),
        "judged": [_judged(trial, judgement) for judgement in Judgement],
        "fields": fields,
        "days": days,
        "periods": periods(days),
        "page": page,
        "lines": [(one, complaint, JUDGEMENTS[one.judgement]) for one, complaint in lines],
        "hidden": len(trial.moved) - len(moved),
        "may_export": request.user.has_perm(EXPORT),
    }
    return TemplateResponse(request, "admin/escalation/replay/words.html", context)


def _figures(trial):
    before, after = trial.before, trial.after
    pairs = (
        (_("Texts in which it is found"), before.texts, after.texts),
        (_("Complaints in which it is found"), len(before.hits), len(after.hits)),
        (_("… that it escalates"), len(before.escalating), len(after.escalating)),
        (_("Complaints escalated in all"), *trial.escalated),
    )
    return [Line(label, f"{old:,}", f"{new:,}", signed(new - old, "{:,}".format)) for label, old, new in pairs]


def _judged(trial, judgement):
    return JUDGEMENTS[judgement], *(trial.counts(is_gained=is_gained)[judgement] for is_gained in (True, False))


def _headings():
    return [_("Said on"), _("Words"), _("Under the draft"), _("By what became of it")]


def _told(one):
    moment = timezone.localtime(one.hit.at, CHINA)
    moved = _("goes up") if one.is_gained else _("goes up no more")
    return [f"{moment:%Y-%m-%d %H:%M}", mask_text(one.hit.words), moved, str(JUDGEMENTS[one.judgement])]
