import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0015_approvals"),
        ("escalation", "0003_incidents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "approval chain",
                "verbose_name_plural": "approval chains",
                "ordering": ["-version"],
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
            ],
            options={
                "verbose_name": "approval step",
                "verbose_name_plural": "approval steps",
                "ordering": ["request", "place", "pk"],
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
            ],
            options={
                "verbose_name": "rule of the chain",
                "verbose_name_plural": "rules of the chain",
                "ordering": ["place", "cause", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="approvalrequest",
            name="nobody_decides_what_they_asked",
        ),
        migrations.RemoveIndex(
            model_name="approvalrequest",
            name="approval_waiting",
        ),
        migrations.AddField(
            model_name="approvalrequest",
            name="content_hash",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="approvalrequest",
            name="in_name_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="on behalf of",
            ),
        ),
        migrations.AlterField(
            model_name="approvalrequest",
            name="asked_cny",
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="asked in total (¥)"),
        ),
        migrations.AlterField(
            model_name="approvalrequest",
            name="held_cny",
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="limit (¥)"),
        ),
        migrations.AddField(
            model_name="approvalchain",
            name="activated_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="activated by",
            ),
        ),
        migrations.AddField(
            model_name="approvalchain",
            name="drafted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="drafted by",
            ),
        ),
        migrations.AddField(
            model_name="approvalrequest",
            name="chain",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="escalation.approvalchain"
            ),
        ),
        migrations.AddIndex(
            model_name="approvalrequest",
            index=models.Index(condition=models.Q(("decided_at", None)), fields=["asked_at"], name="approval_waiting"),
        ),
        migrations.AddConstraint(
            model_name="approvalrequest",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="after",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="escalation.approvalstep"
            ),
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="in_name_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="on behalf of",
            ),
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="escalation.approvalrequest"
            ),
        ),
        migrations.AddField(
            model_name="chainrule",
            name="chain",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="escalation.approvalchain"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalchain",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("activated_by", None),
                    models.Q(("activated_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_activates_their_own_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalchain",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_percent__gte", 1), ("remind_percent__lte", 99)),
                name="a_reminder_comes_before_the_end",
            ),
        ),
        migrations.AddIndex(
            model_name="approvalstep",
            index=models.Index(
                condition=models.Q(("outcome", "")), fields=["next_step_at"], name="step_with_time_running"
            ),
        ),
        migrations.AddIndex(
            model_name="approvalstep",
            index=models.Index(
                condition=models.Q(("outcome", "")), fields=["asked_role", "request"], name="steps_open_for_a_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_decides_what_they_proposed",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_name_of", None),
                    models.Q(("in_name_of", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_decides_in_the_proposers_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_by__isnull", False)),
                fields=("request", "decided_by"),
                name="one_person_decides_one_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome__in", ["", "approved", "sent_back"])),
                fields=("request", "asked_role"),
                name="a_role_is_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="chainrule",
            constraint=models.CheckConstraint(condition=models.Q(("minutes__gt", 0)), name="a_chain_rule_gives_time"),
        ),
        migrations.AddConstraint(
            model_name="chainrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("then_role", models.F("asked_role")), _negated=True),
                name="a_chain_rule_goes_on_to_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="chainrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cause", "amount"), _negated=True), models.Q(("rung", ""), _negated=True), _connector="OR"
                ),
                name="an_amount_names_its_rung",
            ),
        ),
        migrations.AddConstraint(
            model_name="chainrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cause", "priority"), _negated=True),
                    models.Q(("priority", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_priority_is_named",
            ),
        ),
    ]
