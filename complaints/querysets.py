from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.roles import SERVICE_ROLES, Role
from complaints.states import State

#: Roles that see every complaint of the desk; the customer and system accounts act on one already proven.
_WHOLE_DESK = frozenset(
    {Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL, Role.CURATOR, Role.AUDITOR, Role.CUSTOMER, Role.SYSTEM}
)


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Complaints `user` may see (domain.md, Roles); somebody who stands in sees what the absent one sees."""
        if not user.is_active or not (user.role in SERVICE_ROLES or user.has_perm("complaints.view_complaint")):
            return self.none()
        roles = user.roles_stood_in_for() | {user.role}
        if roles & _WHOLE_DESK:
            return self
        rows = Q()
        for person in user.acts_for():
            rows |= Q(handler=person) | Q(received_by=person)
            if person.role == Role.AGENT and person.team_id:
                rows |= Q(team=person.team_id)
            if person.role in {Role.HANDLER, Role.FINANCE} and person.department_id:
                rows |= Q(department=person.department_id) | Exists(self._tasks_of(person.department_id))
        return self.filter(rows)

    def _tasks_of(self, department_id):
        tasks = self.model._meta.get_field("tasks").related_model
        return tasks.objects.filter(complaint=OuterRef("pk"), department=department_id)

    def named_by(self, path):
        """A condition on rows that name a complaint at `path`: it is one of these, looked up row by row.

        `__in` with the same complaints may read all of them before the first row.
        """
        return Exists(self.filter(pk=OuterRef(path)).order_by())

    def open(self):
        return self.filter(closed_at=None)

    def closed(self):
        return self.filter(state=State.CLOSED)

    def unclaimed(self):
        """Waiting for somebody to take them."""
        return self.open().filter(handler=None)

    def left_behind(self):
        """Open, and whoever handles them has no account any more."""
        return self.open().filter(handler__is_active=False)

    def come_back(self):
        """Open again after they were closed, or after the customer was not satisfied (REV-2)."""
        return self.open().filter(Q(reopened_count__gt=0) | Q(dissatisfied_count__gt=0))

    def by_due(self):
        """What is due first comes first; without a deadline last."""
        return self.order_by(F("next_due_at").asc(nulls_last=True), "pk")

    def by_place(self):
        """As the queue stands: urgent first, then customers who press, then what is due first."""
        return self.order_by("queue_place", F("next_due_at").asc(nulls_last=True), "pk")

    def overdue(self, now):
        """Open complaints whose next deadline has passed, the most overdue first."""
        return self.open().filter(next_due_at__lt=now).by_due()

    def at_high_risk(self):
        """Open, and likely to go further than the desk (ESC-3)."""
        return self.open().filter(is_high_risk=True)

    def with_news(self):
        """Holding events the apps above have not read; the newest first, so that a backlog holds up no receipt."""
        return self.filter(has_news=True).order_by("-pk")

    def of_origin(self, *external_ids, channels):
        """Complaints that arrived under one of `external_ids` by one of `channels` (INT-1); a blank id is no origin."""
        # Without the exclusion SQLite does not see that the partial index serves, and reads the whole table.
        return self.exclude(external_id="").filter(channel__in=channels, external_id__in=external_ids)

    def arriving(self):
        """What a file is still bringing; only among `Complaint.everything` there is any."""
        return self.filter(arriving_in__isnull=False)

    def of_order(self, number):
        return self.filter(order__number=number)

    def matching(self, text):
        """Whose number begins with `text`, or whose subject, product or place holds it."""
        return self.filter(
            Q(number__startswith=text)
            | Q(subject__icontains=text)
            | Q(product__icontains=text)
            | Q(place__icontains=text)
        )
