# Written by makemigrations; indexes and constraints stand within the tables they belong to, which a new database meets sooner.

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.lookups
import django_fsm
from django.conf import settings
from django.db import migrations, models

import escalation.models.package


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("complaints", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IncidentSerial",
            fields=[
                ("month", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "serial",
                "verbose_name_plural": "serials",
            },
        ),
        migrations.CreateModel(
            name="OutsideBody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mediation", "Mediation"),
                            ("regulator", "Regulator"),
                            ("arbitration", "Arbitration"),
                            ("court", "Court"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("contact", models.CharField(blank=True, max_length=200, verbose_name="telephone, address or site")),
                ("is_open_to_customers", models.BooleanField(default=True, verbose_name="named in final letters")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="place in lists")),
            ],
            options={
                "verbose_name": "outside body",
                "verbose_name_plural": "outside bodies",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalChain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(unique=True, verbose_name="version")),
                (
                    "remind_percent",
                    models.PositiveSmallIntegerField(default=50, verbose_name="reminder after (percent of the time)"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why this version")),
                ("drafted_at", models.DateTimeField(null=True, verbose_name="drafted")),
                ("active_from", models.DateTimeField(null=True, verbose_name="active from")),
                (
                    "activated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="activated by",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval chain",
                "verbose_name_plural": "approval chains",
                "ordering": ["-version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activated_by", None),
                            models.Q(("activated_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_activates_their_own_chain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("remind_percent__gte", 1), ("remind_percent__lte", 99)),
                        name="a_reminder_comes_before_the_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("measures", models.JSONField(default=list, verbose_name="measures over the limit")),
                (
                    "asked_cny",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="asked in total (¥)"),
                ),
                ("held_cny", models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="limit (¥)")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("approved", "Approved"), ("sent_back", "Sent back")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="comment")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "chain",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escalation.approvalchain",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "in_name_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="on behalf of",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "approval request",
                "verbose_name_plural": "approval requests",
                "ordering": ["-asked_at", "-pk"],
                "indexes": [
                    models.Index(condition=models.Q(("decided_at", None)), fields=["asked_at"], name="approval_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("decision", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decided_whole_or_not_at_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                models.Q(("decided_by", models.F("in_name_of")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="nobody_decides_what_they_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place in the chain")),
                (
                    "asked_role",
                    models.CharField(
                        choices=[
                            ("agent", "Frontline agent"),
                            ("handler", "Department handler"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal reviewer"),
                            ("finance", "Finance"),
                            ("curator", "QA curator"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                            ("integration", "Integration account"),
                            ("customer", "Customer"),
                            ("system", "System"),
                        ],
                        max_length=20,
                        verbose_name="asked",
                    ),
                ),
                ("causes", models.JSONField(default=list, verbose_name="causes")),
                ("minutes", models.PositiveIntegerField(verbose_name="working time to decide (minutes)")),
                (
                    "then_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agent", "Frontline agent"),
                            ("handler", "Department handler"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal reviewer"),
                            ("finance", "Finance"),
                            ("curator", "QA curator"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                            ("integration", "Integration account"),
                            ("customer", "Customer"),
                            ("system", "System"),
                        ],
                        max_length=20,
                        verbose_name="asked when time runs out",
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True, verbose_name="asked at")),
                ("due_at", models.DateTimeField(null=True, verbose_name="due")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approved", "Approved"),
                            ("sent_back", "Sent back"),
                            ("raised", "Went to the next level"),
                            ("overtaken", "Decided at a higher level"),
                            ("lapsed", "Lapsed"),
                        ],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="comment")),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "next_step",
                    models.CharField(
                        blank=True,
                        choices=[("reminder", "Reminder"), ("raise", "Next level")],
                        max_length=10,
                        verbose_name="next step",
                    ),
                ),
                ("next_step_at", models.DateTimeField(null=True, verbose_name="next step due")),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escalation.approvalstep",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "in_name_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="on behalf of",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="escalation.approvalrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval step",
                "verbose_name_plural": "approval steps",
                "ordering": ["request", "place", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")), fields=["next_step_at"], name="step_with_time_running"
                    ),
                    models.Index(
                        condition=models.Q(("outcome", "")),
                        fields=["asked_role", "request"],
                        name="steps_open_for_a_role",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("outcome__in", ["approved", "sent_back"]),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by", None),
                                ("outcome__in", ["raised", "overtaken", "lapsed"]),
                            ),
                            _connector="OR",
                        ),
                        name="a_step_ends_whole_or_not_at_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_decides_what_they_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_name_of", None),
                            models.Q(("in_name_of", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_decides_in_the_proposers_name",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_by__isnull", False)),
                        fields=("request", "decided_by"),
                        name="one_person_decides_one_step",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome__in", ["", "approved", "sent_back"])),
                        fields=("request", "asked_role"),
                        name="a_role_is_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChainRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("amount", "amount above the limit"),
                            ("priority", "priority of the complaint"),
                            ("wording", "legal review of the wording"),
                        ],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                (
                    "rung",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agent", "Frontline agent"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("joint", "Director and legal together"),
                        ],
                        max_length=10,
                        verbose_name="from which authority on",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=10,
                        verbose_name="from which priority on",
                    ),
                ),
                (
                    "asked_role",
                    models.CharField(
                        choices=[
                            ("agent", "Frontline agent"),
                            ("handler", "Department handler"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal reviewer"),
                            ("finance", "Finance"),
                            ("curator", "QA curator"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                            ("integration", "Integration account"),
                            ("customer", "Customer"),
                            ("system", "System"),
                        ],
                        max_length=20,
                        verbose_name="who is asked",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="place in the chain")),
                ("minutes", models.PositiveIntegerField(verbose_name="working time to decide (minutes)")),
                (
                    "then_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agent", "Frontline agent"),
                            ("handler", "Department handler"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal reviewer"),
                            ("finance", "Finance"),
                            ("curator", "QA curator"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                            ("integration", "Integration account"),
                            ("customer", "Customer"),
                            ("system", "System"),
                        ],
                        max_length=20,
                        verbose_name="asked when time runs out",
                    ),
                ),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="escalation.approvalchain"
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of the chain",
                "verbose_name_plural": "rules of the chain",
                "ordering": ["place", "cause", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minutes__gt", 0)), name="a_chain_rule_gives_time"),
                    models.CheckConstraint(
                        condition=models.Q(("then_role", models.F("asked_role")), _negated=True),
                        name="a_chain_rule_goes_on_to_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "amount"), _negated=True),
                            models.Q(("rung", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_amount_names_its_rung",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "priority"), _negated=True),
                            models.Q(("priority", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_priority_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("by_hand", "Somebody's judgement"),
                            ("superior", "The customer asks for a superior"),
                            ("threat", "The customer threatens with media, regulator or court"),
                            ("authority", "Beyond the authority of the frontline"),
                            ("pressing", "Overdue, and the customer presses again"),
                            ("impact", "High impact: elderly, children, media or a group"),
                            ("handover", "Handed over for the third time"),
                            ("stuck", "Not dealt with in time"),
                            ("approval", "Approval not decided in time"),
                            ("outside", "An outside body has turned to us"),
                        ],
                        max_length=20,
                        verbose_name="trigger",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "from_level",
                    models.CharField(
                        choices=[
                            ("frontline", "Frontline"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal and external"),
                        ],
                        max_length=10,
                        verbose_name="from level",
                    ),
                ),
                (
                    "to_level",
                    models.CharField(
                        choices=[
                            ("frontline", "Frontline"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal and external"),
                        ],
                        max_length=10,
                        verbose_name="to level",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="escalated")),
                ("stepped_in_at", models.DateTimeField(null=True, verbose_name="stepped in at")),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resolved", "Resolved"),
                            ("handed_back", "Handed back with instructions"),
                            ("lapsed", "Ended with the complaint"),
                        ],
                        max_length=20,
                        verbose_name="ended by",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=5000, verbose_name="answer")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="answered")),
                (
                    "asked",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put before",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="escalated by",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.deadline",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "stepped_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stepped in",
                    ),
                ),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(fields=["complaint", "at"], name="escalations_of_a_complaint"),
                    models.Index(fields=["at"], name="escalations_by_time"),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["to_level", "at"], name="escalations_running"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["-ended_at", "-id"],
                        name="escalations_answered",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("complaint", "to_level"),
                        name="one_running_escalation_of_a_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_level__in", ["supervisor", "director", "legal"]),
                            models.Q(("to_level", models.F("from_level")), _negated=True),
                        ),
                        name="an_escalation_goes_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("trigger", "by_hand"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="without_a_trigger_it_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stepped_in_at", None), ("stepped_in_by", None)),
                            models.Q(("stepped_in_at__isnull", False), ("stepped_in_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stepped_in_whole_or_not_at_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("ended_at", None), ("ended_by", None), ("ending", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("ending", ""), _negated=True),
                                models.Q(
                                    models.Q(("answer", ""), _negated=True), ("ending", "lapsed"), _connector="OR"
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ended_with_an_answer_or_not_at_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("candidate", "Suspected"),
                            ("confirmed", "Being handled"),
                            ("fixed", "Fixed"),
                            ("closed", "Closed"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="candidate",
                        max_length=12,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("product", models.CharField(blank=True, max_length=200, verbose_name="product or service")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("reasons", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField(verbose_name="suspected since")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("dismissed_because", models.CharField(blank=True, max_length=500, verbose_name="why it is none")),
                ("fixed_at", models.DateTimeField(null=True, verbose_name="fixed at")),
                ("facts", models.TextField(blank=True, max_length=5000, verbose_name="facts")),
                ("cause", models.TextField(blank=True, max_length=5000, verbose_name="cause")),
                (
                    "responsibility",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ours", "Ours"),
                            ("customer", "Customer misunderstanding"),
                            ("third_party", "Third party"),
                            ("shared", "Shared"),
                        ],
                        max_length=20,
                        verbose_name="responsibility",
                    ),
                ),
                ("suggestion", models.TextField(blank=True, max_length=5000, verbose_name="suggested handling")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                ("result", models.TextField(blank=True, max_length=2000, verbose_name="result")),
                ("events_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "fixed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="fix announced by",
                    ),
                ),
            ],
            options={
                "verbose_name": "group incident",
                "verbose_name_plural": "group incidents",
                "ordering": ["-found_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["candidate", "confirmed", "fixed"])),
                        fields=["-found_at"],
                        name="incident_live",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["candidate", "confirmed", "fixed", "closed", "dismissed"])),
                        name="incident_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("confirmed", "fixed", "closed")), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_person_confirms_an_incident",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dismissed"), _negated=True),
                            models.Q(("dismissed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dismissed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "fixed"), _negated=True),
                            models.Q(
                                ("department__isnull", False),
                                ("fixed_by__isnull", False),
                                models.Q(("cause", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="fixed_with_a_report",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="escalation.incident"
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["incident", "seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "seq"), name="incident_events_are_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("found", "Found with the suspicion"),
                            ("rule", "Joined by rule"),
                            ("hand", "Joined by hand"),
                        ],
                        max_length=6,
                        verbose_name="how",
                    ),
                ),
                ("reason", models.JSONField(default=dict)),
                ("joined_at", models.DateTimeField(verbose_name="joined")),
                ("left_at", models.DateTimeField(null=True, verbose_name="taken out")),
                ("left_because", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("is_marked", models.BooleanField(default=False)),
                ("told_version", models.PositiveSmallIntegerField(default=0)),
                ("moved_on", models.BooleanField(default=False)),
                ("outcome", models.CharField(blank=True, max_length=300)),
                ("owed_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="escalation.incident"
                    ),
                ),
                (
                    "joined_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "left_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "member complaint",
                "verbose_name_plural": "member complaints",
                "ordering": ["incident", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("owed_at__isnull", False)), fields=["owed_at"], name="member_is_owed"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)), fields=("complaint",), name="one_incident_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at", None),
                            models.Q(("left_by__isnull", False), models.Q(("left_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="taken_out_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("threshold", models.PositiveSmallIntegerField(default=5, verbose_name="complaints")),
                ("window_hours", models.PositiveSmallIntegerField(default=24, verbose_name="within (hours)")),
                ("likeness", models.PositiveSmallIntegerField(default=35, verbose_name="texts alike from (percent)")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.category",
                        verbose_name="category",
                    ),
                ),
            ],
            options={
                "verbose_name": "incident rule",
                "verbose_name_plural": "incident rules",
                "ordering": ["category", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("threshold__gte", 2)), name="an_incident_is_more_than_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("window_hours__gte", 1)), name="incidents_have_a_window"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("likeness__range", (10, 100))), name="likeness_is_a_percentage"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="incident_rule_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JointMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agenda", models.CharField(max_length=180, verbose_name="agenda")),
                ("held_at", models.DateTimeField(verbose_name="held")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place or link")),
                ("convened_at", models.DateTimeField(verbose_name="convened")),
                ("minutes", models.TextField(blank=True, max_length=10000, verbose_name="minutes")),
                ("solution", models.TextField(blank=True, max_length=5000, verbose_name="joint solution")),
                ("recorded_at", models.DateTimeField(null=True, verbose_name="minutes recorded")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "convened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="convened by",
                    ),
                ),
                ("decisions", models.ManyToManyField(related_name="+", to="complaints.task", verbose_name="decisions")),
                (
                    "departments",
                    models.ManyToManyField(related_name="+", to="accounts.department", verbose_name="departments"),
                ),
                (
                    "people",
                    models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="people"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="minutes by",
                    ),
                ),
            ],
            options={
                "verbose_name": "joint meeting",
                "verbose_name_plural": "joint meetings",
                "ordering": ["convened_at", "pk"],
                "indexes": [models.Index(fields=["complaint", "convened_at"], name="meetings_of_a_complaint")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("recorded_at", None)), fields=("complaint",), name="one_meeting_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_at__gt", models.F("convened_at"))),
                        name="a_meeting_is_called_before_it_is_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("minutes", ""), ("recorded_at", None), ("recorded_by", None), ("solution", "")),
                            models.Q(
                                ("recorded_at__isnull", False),
                                ("recorded_by__isnull", False),
                                models.Q(("minutes", ""), _negated=True),
                                models.Q(("solution", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="minutes_whole_or_not_at_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LimitVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="version")),
                ("active_from", models.DateTimeField(null=True, verbose_name="active from")),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="days in which a customer's sums are added up"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why this version")),
                ("edits", models.PositiveIntegerField(default=0)),
                ("drafted_at", models.DateTimeField(verbose_name="drafted")),
                ("activated_at", models.DateTimeField(null=True, verbose_name="activated")),
                ("discarded_at", models.DateTimeField(null=True, verbose_name="thrown away")),
                (
                    "activated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="activated by",
                    ),
                ),
                (
                    "discarded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of the limits",
                "verbose_name_plural": "authority limits",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.lookups.IsNull(models.F("active_from"), True),
                        condition=models.Q(("active_from", None), ("discarded_at", None)),
                        name="one_draft_of_the_limits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activated_by", None),
                            models.Q(("activated_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_activates_their_own_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("activated_by", None), ("active_from", None)),
                            models.Q(
                                ("active_from__isnull", False),
                                models.Q(("activated_by__isnull", False), ("drafted_by", None), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="a_drafted_version_is_activated_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("active_from", None), ("discarded_at", None), _connector="OR"),
                        name="what_is_thrown_away_is_not_in_force",
                    ),
                    models.CheckConstraint(condition=models.Q(("window_days__gt", 0)), name="the_window_has_days"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompensationRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("refund", "Refund"),
                            ("coupon", "Coupon"),
                            ("points", "Points"),
                            ("exchange", "Exchange"),
                            ("repair", "Repair"),
                            ("gift", "Gift"),
                            ("fee_waiver", "Fee waiver"),
                            ("membership_time", "Membership time"),
                            ("advance_payment", "Advance payment"),
                            ("none", "No compensation"),
                        ],
                        max_length=20,
                        verbose_name="measure",
                    ),
                ),
                (
                    "cny_per_unit",
                    models.DecimalField(decimal_places=4, max_digits=10, verbose_name="one counts at least (¥)"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rates", to="escalation.limitversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "rate",
                "verbose_name_plural": "rates",
                "ordering": ["version", "measure"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "measure"), name="one_rate_of_a_measure"),
                    models.CheckConstraint(
                        condition=models.Q(("cny_per_unit__gt", 0)), name="a_unit_is_worth_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agent", "Frontline agent"),
                            ("handler", "Department handler"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal reviewer"),
                            ("finance", "Finance"),
                            ("curator", "QA curator"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                            ("integration", "Integration account"),
                            ("customer", "Customer"),
                            ("system", "System"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refund", "Refund"),
                            ("coupon", "Coupon"),
                            ("points", "Points"),
                            ("exchange", "Exchange"),
                            ("repair", "Repair"),
                            ("gift", "Gift"),
                            ("fee_waiver", "Fee waiver"),
                            ("membership_time", "Membership time"),
                            ("advance_payment", "Advance payment"),
                            ("none", "No compensation"),
                        ],
                        max_length=20,
                        verbose_name="measure",
                    ),
                ),
                (
                    "bound",
                    models.CharField(
                        choices=[
                            ("offer", "one offer"),
                            ("complaint", "one complaint in total"),
                            ("customer", "one customer"),
                            ("month", "this month"),
                            ("person_month", "this month in person"),
                            ("department_month", "this month of the department"),
                        ],
                        max_length=20,
                        verbose_name="bounds",
                    ),
                ),
                ("limit_cny", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="limit (¥)")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="limits", to="escalation.limitversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "authority limit",
                "verbose_name_plural": "authority limits",
                "ordering": ["version", "role", "person", "department", "measure", "bound"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("role", ""), _negated=True),
                        fields=("version", "role", "measure", "bound"),
                        name="one_limit_of_a_role",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("version", "person", "measure", "bound"),
                        name="one_limit_of_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("department__isnull", False)),
                        fields=("version", "department"),
                        name="one_budget_of_a_department",
                    ),
                    models.CheckConstraint(condition=models.Q(("limit_cny__gte", 0)), name="limit_is_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("role", ""), _negated=True), ("department", None), ("person", None)),
                            models.Q(("department", None), ("person__isnull", False), ("role", "")),
                            models.Q(("department__isnull", False), ("person", None), ("role", "")),
                            _connector="OR",
                        ),
                        name="a_limit_has_one_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("bound", "department_month"), ("department__isnull", False)),
                                models.Q(models.Q(("bound", "department_month"), _negated=True), ("department", None)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("bound", "person_month"), _negated=True),
                                ("person__isnull", False),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("bound", "month"), _negated=True),
                                models.Q(("role", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="a_budget_is_of_its_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("measure", ""),
                            models.Q(("bound__in", ["month", "person_month", "department_month"]), _negated=True),
                            _connector="OR",
                        ),
                        name="a_budget_is_of_all_measures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_on", None), ("person", None), ("starts_on", None)),
                            models.Q(
                                ("ends_on__gte", models.F("starts_on")),
                                ("person__isnull", False),
                                ("starts_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_persons_limit_has_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="what is due")),
                (
                    "begins_with",
                    models.CharField(
                        choices=[
                            ("received", "Notice received"),
                            ("accepted", "Taken up by the body"),
                            ("heard", "Heard"),
                            ("answered", "Answered by us"),
                            ("decided", "Decided"),
                            ("closed", "Matter closed"),
                        ],
                        max_length=10,
                        verbose_name="runs from",
                    ),
                ),
                (
                    "ends_with",
                    models.CharField(
                        choices=[
                            ("received", "Notice received"),
                            ("accepted", "Taken up by the body"),
                            ("heard", "Heard"),
                            ("answered", "Answered by us"),
                            ("decided", "Decided"),
                            ("closed", "Matter closed"),
                        ],
                        max_length=10,
                        verbose_name="met by",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("counts_working_days", models.BooleanField(default=False, verbose_name="working days only")),
                ("binds_us", models.BooleanField(default=True, verbose_name="binds us")),
                ("source", models.CharField(max_length=200, verbose_name="law and article")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="in force until")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="compared with the text on")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="escalation.outsidebody",
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal term",
                "verbose_name_plural": "legal terms",
                "ordering": ["body", "begins_with", "days", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("days__gt", 0)), name="a_term_has_days"),
                    models.CheckConstraint(
                        condition=models.Q(("begins_with", models.F("ends_with")), _negated=True), name="a_term_goes_on"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="a_law_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideMatter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="their number")),
                ("claim", models.TextField(max_length=2000, verbose_name="what is asked")),
                ("official", models.CharField(blank=True, max_length=120, verbose_name="who has it there")),
                ("received_on", models.DateField(verbose_name="notice received")),
                ("accepted_on", models.DateField(null=True, verbose_name="taken up")),
                ("hearing_at", models.DateTimeField(null=True, verbose_name="hearing")),
                ("heard_on", models.DateField(null=True, verbose_name="heard")),
                ("answered_on", models.DateField(null=True, verbose_name="answered")),
                ("decided_on", models.DateField(null=True, verbose_name="decided")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("settled", "Settled by agreement"),
                            ("for_customer", "Decided for the customer"),
                            ("in_part", "Decided in part for the customer"),
                            ("for_us", "Decided for us"),
                            ("failed", "Mediation failed"),
                            ("not_taken_up", "Not taken up"),
                            ("withdrawn", "Withdrawn by the customer"),
                        ],
                        max_length=15,
                        verbose_name="result",
                    ),
                ),
                ("result_words", models.TextField(blank=True, max_length=2000, verbose_name="result in words")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escalation.outsidebody",
                        verbose_name="body",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="represents us",
                    ),
                ),
            ],
            options={
                "verbose_name": "matter with an outside body",
                "verbose_name_plural": "matters with outside bodies",
                "ordering": ["-opened_at", "-pk"],
                "indexes": [
                    models.Index(fields=["complaint", "opened_at"], name="matter_of_complaint"),
                    models.Index(condition=models.Q(("closed_at", None)), fields=["opened_at"], name="matter_open"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None), ("result", "")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_matter_closes_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("complaint", "body"),
                        name="one_open_matter_with_a_body",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.task"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="escalation.outsidematter",
                    ),
                ),
            ],
            options={
                "verbose_name": "obligation",
                "verbose_name_plural": "obligations",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="MatterTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="what is due")),
                (
                    "ends_with",
                    models.CharField(
                        choices=[
                            ("received", "Notice received"),
                            ("accepted", "Taken up by the body"),
                            ("heard", "Heard"),
                            ("answered", "Answered by us"),
                            ("decided", "Decided"),
                            ("closed", "Matter closed"),
                        ],
                        max_length=10,
                        verbose_name="met by",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="by")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "deadline",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.deadline",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escalation.legalterm",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="escalation.outsidematter"
                    ),
                ),
            ],
            options={
                "verbose_name": "term of a matter",
                "verbose_name_plural": "terms of matters",
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FinalLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("final_answer", "Final answer"), ("deadlock", "Notice that mediation failed")],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("findings", models.TextField(max_length=3000, verbose_name="what we found")),
                ("offered", models.TextField(max_length=2000, verbose_name="what we offered")),
                ("position", models.TextField(max_length=3000, verbose_name="our answer")),
                ("places", models.JSONField(default=list, verbose_name="where else to turn")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="escalation.outsidematter",
                    ),
                ),
            ],
            options={
                "verbose_name": "final letter",
                "verbose_name_plural": "final letters",
                "ordering": ["-sent_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EvidencePackage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "profile",
                    models.CharField(
                        choices=[
                            ("customer", "Customer"),
                            ("mediator", "Mediator"),
                            ("regulator", "Regulator"),
                            ("court", "Court"),
                            ("internal", "Within the house"),
                        ],
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                ("recipient", models.CharField(max_length=120, verbose_name="recipient")),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("left_out", models.JSONField(blank=True, default=list)),
                ("events_count", models.PositiveIntegerField()),
                ("ordered_at", models.DateTimeField(verbose_name="ordered")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Being made"), ("made", "Ready"), ("failed", "Could not be made")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True, verbose_name="made")),
                ("file", models.FileField(blank=True, upload_to=escalation.models.package.private_path)),
                ("size_bytes", models.PositiveBigIntegerField(null=True, verbose_name="size")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("fingerprint", models.CharField(blank=True, max_length=60)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ordered by",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="escalation.outsidematter",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence package",
                "verbose_name_plural": "evidence packages",
                "ordering": ["-ordered_at", "-pk"],
                "indexes": [
                    models.Index(fields=["complaint", "ordered_at"], name="package_of_complaint"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["ordered_at"], name="package_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("made_at__isnull", False),
                                ("size_bytes__gt", 0),
                                ("state", "made"),
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "made"), _negated=True),
                                ("file", ""),
                                ("made_at", None),
                                ("sha256", ""),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_whole_package_has_a_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Responder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("product", "Product"),
                            ("technology", "Technology"),
                            ("pr", "Public relations"),
                            ("legal", "Legal"),
                        ],
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responders", to="escalation.incident"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of the response team",
                "verbose_name_plural": "response team",
                "ordering": ["incident", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "person"), name="one_part_each_in_a_response_team")
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField(default=0, verbose_name="score")),
                ("reasons", models.JSONField(default=list)),
                ("at", models.DateTimeField(verbose_name="weighed")),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[("high", "Set by a person"), ("cleared", "Cleared by a person")],
                        max_length=10,
                        verbose_name="judgement",
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                ("judged_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("cleared_signs", models.JSONField(default=list)),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "risk assessment",
                "verbose_name_plural": "risk assessments",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judged_at", None), ("judged_by", None), ("judged_reason", ""), ("judgement", "")
                            ),
                            models.Q(
                                models.Q(("judgement", ""), _negated=True),
                                ("judged_at__isnull", False),
                                ("judged_by__isnull", False),
                                models.Q(("judged_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_judgement_has_a_person_and_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskWeight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sign",
                    models.CharField(
                        choices=[
                            ("threat", "threatens with media, regulator or court"),
                            ("superior", "asks for a superior"),
                            ("impact", "elderly, children, media or a group"),
                            ("phrase", "words the desk watches"),
                            ("over_limit", "demand beyond the frontline's limit"),
                            ("angry", "angry"),
                            ("agitated", "agitated"),
                            ("lasting", "agitated or angry for more than a day"),
                            ("urgent", "S1 Urgent"),
                            ("overdue", "overdue"),
                            ("pressing", "pressed twice or more"),
                            ("departments", "several departments"),
                            ("handovers", "handed over twice or more"),
                            ("came_back", "reopened, or dissatisfied before"),
                            ("frequent", "complained three times in 30 days"),
                            ("judgement", "somebody's judgement"),
                        ],
                        max_length=20,
                        unique=True,
                        verbose_name="sign",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        help_text="0 to 100; from 100 on a complaint is high risk.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="weight",
                    ),
                ),
            ],
            options={
                "verbose_name": "risk weight",
                "verbose_name_plural": "risk weights",
                "ordering": ["-weight", "sign"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weight__lte", 100)), name="a_weight_is_at_most_the_whole"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("text", models.TextField(max_length=1000, verbose_name="text")),
                ("override", models.CharField(blank=True, max_length=300, verbose_name="why the words stay")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="escalation.incident"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "statement",
                "verbose_name_plural": "statements",
                "ordering": ["incident", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "version"), name="statements_are_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None)),
                            models.Q(
                                ("approved_at__isnull", False),
                                models.Q(("approved_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_statement_is_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Affected",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(editable=False, unique=True)),
                ("listed_at", models.DateTimeField(verbose_name="listed")),
                ("channel", models.CharField(blank=True, max_length=10, verbose_name="channel")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("parked", "Not delivered"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("due_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "complainant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complainant"
                    ),
                ),
                (
                    "listed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="affected", to="escalation.incident"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escalation.statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "affected customer",
                "verbose_name_plural": "affected customers",
                "ordering": ["incident", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="affected_waiting")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "complainant"), name="affected_people_are_listed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="affected_sent_at_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.delivery",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told", to="escalation.incidentmember"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="escalation.statement"
                    ),
                ),
            ],
            options={
                "verbose_name": "statement told",
                "verbose_name_plural": "statements told",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "statement"), name="a_statement_is_told_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StatutoryBaseline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("natures", models.JSONField(blank=True, default=list, verbose_name="natures")),
                (
                    "preset",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        max_length=20,
                        verbose_name="preset",
                    ),
                ),
                ("law", models.CharField(max_length=120, verbose_name="provision")),
                ("law_en", models.CharField(blank=True, max_length=120, verbose_name="provision in English")),
                ("rule", models.TextField(max_length=500, verbose_name="what it grants")),
                ("rule_en", models.TextField(blank=True, max_length=500, verbose_name="what it grants, in English")),
                (
                    "times",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="times the price"
                    ),
                ),
                (
                    "least_cny",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="at least (¥)"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "statutory baseline",
                "verbose_name_plural": "statutory baselines",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="a_baseline_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product", models.CharField(blank=True, max_length=200)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("received_at", models.DateTimeField()),
                ("look_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.category",
                    ),
                ),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "trace",
                "verbose_name_plural": "traces",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)), fields=["look_at"], name="trace_to_look_at"
                    ),
                    models.Index(fields=["category", "-received_at"], name="trace_by_category"),
                    models.Index(
                        condition=models.Q(("product", ""), _negated=True),
                        fields=["product", "-received_at"],
                        name="trace_by_product",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TriggerRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(editable=False, max_length=40, unique=True, verbose_name="code")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("superior", "The customer asks for a superior"),
                            ("threat", "The customer threatens with media, regulator or court"),
                            ("pressing", "Overdue, and the customer presses again"),
                            ("impact", "High impact: elderly, children, media or a group"),
                        ],
                        max_length=20,
                        verbose_name="trigger",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("words", "Plain words"), ("pattern", "Pattern")],
                        default="words",
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                (
                    "expression",
                    models.CharField(
                        help_text="Plain words: … stands for a few characters in between. Pattern: RE2 syntax.",
                        max_length=1000,
                        verbose_name="words or pattern",
                    ),
                ),
                (
                    "unless",
                    models.TextField(
                        blank=True,
                        help_text="One per line, plain words: what looks alike and means something else.",
                        max_length=1000,
                        verbose_name="unless these words overlap",
                    ),
                ),
                (
                    "must_match",
                    models.TextField(
                        help_text="One per line; tried each time the rule is saved.",
                        max_length=4000,
                        verbose_name="sentences it must find",
                    ),
                ),
                (
                    "must_not_match",
                    models.TextField(blank=True, max_length=4000, verbose_name="sentences it must not find"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "escalates",
                    models.BooleanField(
                        default=True,
                        help_text="Otherwise it only adds to the risk of the complaint.",
                        verbose_name="escalates",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
            ],
            options={
                "verbose_name": "trigger rule",
                "verbose_name_plural": "trigger rules",
                "ordering": ["trigger", "language", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("trigger__in", ["superior", "threat", "pressing", "impact"])),
                        name="a_rule_of_words_has_a_trigger",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expression", ""), _negated=True), name="a_rule_of_words_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TriggerFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("by_hand", "Somebody's judgement"),
                            ("superior", "The customer asks for a superior"),
                            ("threat", "The customer threatens with media, regulator or court"),
                            ("authority", "Beyond the authority of the frontline"),
                            ("pressing", "Overdue, and the customer presses again"),
                            ("impact", "High impact: elderly, children, media or a group"),
                            ("handover", "Handed over for the third time"),
                            ("stuck", "Not dealt with in time"),
                            ("approval", "Approval not decided in time"),
                            ("outside", "An outside body has turned to us"),
                        ],
                        max_length=20,
                        verbose_name="trigger",
                    ),
                ),
                ("cause", models.CharField(max_length=40, verbose_name="cause")),
                ("rule_version", models.PositiveIntegerField(null=True)),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                ("must_escalate", models.BooleanField(default=True)),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="escalation.escalation",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaintevent"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="escalation.triggerrule",
                    ),
                ),
            ],
            options={
                "verbose_name": "trigger finding",
                "verbose_name_plural": "trigger findings",
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(fields=["complaint", "cause"], name="findings_of_a_complaint"),
                    models.Index(fields=["rule", "at"], name="findings_of_a_rule"),
                    models.Index(
                        condition=models.Q(("escalation", None), ("must_escalate", True)),
                        fields=["at"],
                        name="findings_not_escalated",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "cause"), name="an_event_is_found_once_by_a_cause")
                ],
            },
        ),
        migrations.CreateModel(
            name="TriggerRuleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("content", models.JSONField(verbose_name="content")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="escalation.triggerrule"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a trigger rule",
                "verbose_name_plural": "versions of trigger rules",
                "ordering": ["rule", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "version"), name="a_version_of_a_rule_is_written_once")
                ],
            },
        ),
    ]
