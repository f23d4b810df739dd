import django.db.models.deletion
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("escalation", "0008_joint_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Nobody could edit them: the rows were those of the presets, which load again.
        migrations.DeleteModel(name="AuthorityLimit"),
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
            },
        ),
        migrations.AddConstraint(
            model_name="limitversion",
            constraint=models.UniqueConstraint(
                django.db.models.lookups.IsNull(models.F("active_from"), True),
                condition=models.Q(("active_from", None), ("discarded_at", None)),
                name="one_draft_of_the_limits",
            ),
        ),
        migrations.AddConstraint(
            model_name="limitversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("activated_by", None),
                    models.Q(("activated_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_activates_their_own_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="limitversion",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="limitversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("active_from", None), ("discarded_at", None), _connector="OR"),
                name="what_is_thrown_away_is_not_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="limitversion",
            constraint=models.CheckConstraint(condition=models.Q(("window_days__gt", 0)), name="the_window_has_days"),
        ),
        migrations.AddConstraint(
            model_name="compensationrate",
            constraint=models.UniqueConstraint(fields=("version", "measure"), name="one_rate_of_a_measure"),
        ),
        migrations.AddConstraint(
            model_name="compensationrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("cny_per_unit__gt", 0)), name="a_unit_is_worth_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", ""), _negated=True),
                fields=("version", "role", "measure", "bound"),
                name="one_limit_of_a_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("version", "person", "measure", "bound"),
                name="one_limit_of_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("department__isnull", False)),
                fields=("version", "department"),
                name="one_budget_of_a_department",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.CheckConstraint(condition=models.Q(("limit_cny__gte", 0)), name="limit_is_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("role", ""), _negated=True), ("department", None), ("person", None)),
                    models.Q(("department", None), ("person__isnull", False), ("role", "")),
                    models.Q(("department__isnull", False), ("person", None), ("role", "")),
                    _connector="OR",
                ),
                name="a_limit_has_one_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("bound", "department_month"), ("department__isnull", False)),
                        models.Q(models.Q(("bound", "department_month"), _negated=True), ("department", None)),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("bound", "person_month"), _negated=True), ("person__isnull", False), _connector="OR"
                    ),
                    models.Q(
                        models.Q(("bound", "month"), _negated=True),
                        models.Q(("role", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="a_budget_is_of_its_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("measure", ""),
                    models.Q(("bound__in", ["month", "person_month", "department_month"]), _negated=True),
                    _connector="OR",
                ),
                name="a_budget_is_of_all_measures",
            ),
        ),
        migrations.AddConstraint(
            model_name="authoritylimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on", None), ("person", None), ("starts_on", None)),
                    models.Q(
                        ("ends_on__gte", models.F("starts_on")), ("person__isnull", False), ("starts_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_persons_limit_has_dates",
            ),
        ),
    ]
