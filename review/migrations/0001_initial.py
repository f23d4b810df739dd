# Written by makemigrations; indexes and constraints stand within the tables they belong to, which a new database meets sooner.

import django.core.validators
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("complaints", "0001_initial"),
        ("escalation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="English name")),
                ("guidance", models.CharField(blank=True, max_length=300, verbose_name="what to look at")),
                (
                    "guidance_en",
                    models.CharField(blank=True, max_length=400, verbose_name="what to look at, in English"),
                ),
                ("points", models.PositiveSmallIntegerField(default=5, verbose_name="points")),
                ("weight", models.PositiveSmallIntegerField(default=10, verbose_name="weight (percent)")),
                ("is_fatal", models.BooleanField(default=False, verbose_name="must not fail")),
                ("may_not_apply", models.BooleanField(default=False, verbose_name="may be left out")),
            ],
            options={
                "verbose_name": "criterion",
                "verbose_name_plural": "criteria",
                "ordering": ["sheet", "position"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points__range", (1, 9))), name="criteria_have_points"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_fatal", False), ("weight__range", (1, 100))),
                            models.Q(("is_fatal", True), ("points", 1), ("weight", 0)),
                            _connector="OR",
                        ),
                        name="a_fatal_line_holds_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiguresState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rebuilding_since", models.DateTimeField(null=True)),
                ("is_counted", models.BooleanField(default=False)),
                ("rebuilt_to", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "state of the figures",
                "verbose_name_plural": "state of the figures",
            },
        ),
        migrations.CreateModel(
            name="ReviewSerial",
            fields=[
                ("month", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "serial",
                "verbose_name_plural": "serials",
            },
        ),
        migrations.CreateModel(
            name="CauseCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                (
                    "branch",
                    models.CharField(
                        choices=[
                            ("man", "People"),
                            ("machine", "Machines and systems"),
                            ("material", "Material and goods"),
                            ("method", "Methods and rules"),
                            ("environment", "Environment"),
                        ],
                        max_length=12,
                        verbose_name="branch",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="English name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                "verbose_name": "coded cause",
                "verbose_name_plural": "coded causes",
                "ordering": ["branch", "position", "code"],
            },
        ),
        migrations.CreateModel(
            name="CauseRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "severity",
                    models.CharField(
                        choices=[("S1", "S1 Urgent"), ("S2", "S2 Serious"), ("S3", "S3 Regular")],
                        max_length=2,
                        verbose_name="severity",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(default=10, verbose_name="within (working days)")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "analysis rule",
                "verbose_name_plural": "analysis rules",
                "ordering": ["severity", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("days__range", (1, 90))), name="an_analysis_has_time"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="cause_rule_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayFigures",
            fields=[
                ("key", models.CharField(max_length=240, primary_key=True, serialize=False)),
                ("cut", models.CharField(blank=True, max_length=2)),
                ("first", models.CharField(blank=True, max_length=100)),
                ("second", models.CharField(blank=True, max_length=100)),
                ("day", models.DateField()),
                ("received", models.IntegerField(default=0)),
                ("still_open", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "figures of a day",
                "verbose_name_plural": "figures of days",
                "ordering": ["key"],
                "indexes": [
                    models.Index(fields=["cut", "first", "day"], name="figures_by_first"),
                    models.Index(fields=["cut", "second", "day"], name="figures_by_second"),
                    models.Index(
                        condition=models.Q(("still_open__gt", 0)),
                        fields=["cut", "first", "second"],
                        name="figures_of_backlog",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlyWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.CharField(editable=False, max_length=240)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("open", "New"),
                            ("acknowledged", "Being looked into"),
                            ("explained", "Explained"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=12,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("rising", "Rising"), ("steep", "Rising steeply")], max_length=8, verbose_name="level"
                    ),
                ),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("category", "Category"),
                            ("product", "Product"),
                            ("channel", "Channel"),
                            ("place", "Place"),
                        ],
                        max_length=10,
                        verbose_name="counted by",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=200)),
                ("shown", models.CharField(blank=True, max_length=200)),
                ("since", models.DateField(verbose_name="since")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("observed", models.PositiveIntegerField(verbose_name="complaints")),
                ("expected", models.FloatField(verbose_name="expected")),
                ("bound", models.PositiveIntegerField(verbose_name="warned from")),
                ("chance", models.FloatField()),
                ("made_of", models.JSONField(default=list)),
                ("course", models.JSONField(default=list)),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("risen_at", models.DateTimeField(verbose_name="last seen rising")),
                ("acknowledged_at", models.DateTimeField(null=True, verbose_name="taken on")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("problem", "A problem of ours"),
                            ("outside", "A cause outside the house"),
                            ("planned", "A campaign or change we planned"),
                            ("chance", "Chance, nothing behind it"),
                        ],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                ("explanation", models.TextField(blank=True, max_length=2000, verbose_name="explanation")),
                ("explained_at", models.DateTimeField(null=True, verbose_name="explained at")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                ("result", models.CharField(blank=True, max_length=500, verbose_name="result")),
                ("lapsed", models.BooleanField(default=False, verbose_name="over by itself")),
                ("events_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escalation.incident",
                        verbose_name="group incident",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked into by",
                    ),
                ),
            ],
            options={
                "verbose_name": "early warning",
                "verbose_name_plural": "early warnings",
                "ordering": ["-found_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["-found_at"], name="warning_followed"
                    ),
                    models.Index(fields=["cell", "-closed_at"], name="warning_of_cell"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)), fields=["-closed_at"], name="warning_closed"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("cell",), name="one_open_warning_of_a_cell"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "acknowledged", "explained", "closed"])),
                        name="warning_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="closed_warnings_say_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["acknowledged", "explained"]), _negated=True),
                            models.Q(("acknowledged_at__isnull", False), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="somebody_looks_into_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "explained"), _negated=True),
                            models.Q(
                                models.Q(("cause", ""), _negated=True),
                                models.Q(("explanation", ""), _negated=True),
                                ("explained_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="explained_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("lapsed", True),
                            models.Q(
                                models.Q(("explanation", ""), _negated=True), models.Q(("result", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="closed_because_explained_or_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImprovementAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("planned", "Planned"),
                            ("in_progress", "Under way"),
                            ("done", "Done, taking effect"),
                            ("checking", "Too few to say"),
                            ("effective", "Effective"),
                            ("reopened", "Not effective, open again"),
                            ("given_up", "Given up"),
                        ],
                        default="planned",
                        max_length=12,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("product", "Product"), ("process", "Process"), ("training", "Training")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("plan", models.TextField(max_length=2000, verbose_name="what is done")),
                ("planned_at", models.DateTimeField(verbose_name="planned")),
                ("due_on", models.DateField(verbose_name="to be done by")),
                ("check_on", models.DateField(verbose_name="checked on")),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("complaints", "Complaints in 30 days"),
                            ("grave", "Complaints S1 and S2 in 30 days"),
                            ("dissatisfied", "Complaints that went round again in 30 days"),
                        ],
                        default="complaints",
                        max_length=14,
                        verbose_name="measured by",
                    ),
                ),
                ("target", models.DecimalField(decimal_places=1, max_digits=7, verbose_name="goal: at most")),
                ("product", models.CharField(blank=True, max_length=200, verbose_name="product or service")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("web_form", "Web form"),
                            ("app", "App form"),
                            ("chat", "Online chat"),
                            ("phone", "Phone hotline"),
                            ("email", "E-mail"),
                            ("social", "Social media"),
                            ("group_chat", "Customer group"),
                            ("counter", "Shop counter"),
                            ("qr_code", "QR code"),
                            ("app_review", "App-store review"),
                            ("platform", "Complaint platform"),
                            ("monitoring", "Public-opinion monitoring"),
                            ("regulator", "Regulator transfer"),
                        ],
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                (
                    "comparison",
                    models.CharField(
                        choices=[("rest", "All other complaints"), ("siblings", "Other categories of the same family")],
                        default="rest",
                        max_length=10,
                        verbose_name="compared with",
                    ),
                ),
                ("before_days", models.PositiveSmallIntegerField(default=56, verbose_name="days before")),
                ("before_until", models.DateField(editable=False, null=True)),
                ("after_from", models.DateField(editable=False, null=True)),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                ("handed_at", models.DateTimeField(editable=False, null=True, verbose_name="handed over")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("in_progress", "Under way"),
                            ("done", "Done"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=12,
                        verbose_name="answer",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="reference there")),
                ("answer_note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered")),
                ("next_check_at", models.DateTimeField(editable=False, null=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("failure", models.CharField(blank=True, editable=False, max_length=300)),
                ("events_count", models.PositiveIntegerField(default=0, editable=False)),
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
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recurring",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.causecode"
                    ),
                ),
                (
                    "tracker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                        verbose_name="handed over to",
                    ),
                ),
            ],
            options={
                "verbose_name": "improvement",
                "verbose_name_plural": "improvements",
                "ordering": ["-planned_at", "-pk"],
                "indexes": [
                    models.Index(fields=["-planned_at", "-id"], name="improvements_newest"),
                    models.Index(
                        condition=models.Q(("next_check_at__isnull", False)),
                        fields=["next_check_at", "id"],
                        name="improvements_to_check",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["planned", "in_progress", "done", "checking", "effective", "reopened", "given_up"],
                            )
                        ),
                        name="improvement_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target__gte", 0)), name="an_improvement_aims_below_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__isnull", False),
                            models.Q(("product", ""), _negated=True),
                            models.Q(("channel", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_improvement_says_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_on__gt", models.F("due_on"))),
                        name="an_improvement_is_checked_after_it_is_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("before_days__range", (14, 365))), name="before_is_some_weeks"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["planned", "in_progress", "done", "checking", "reopened"])),
                        fields=("recurring",),
                        name="one_running_improvement_a_recurring_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImprovementEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="review.improvementaction",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["action", "seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "seq"), name="improvement_events_are_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="place in the draw")),
                ("needs_second", models.BooleanField(default=False, verbose_name="with a second opinion")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("waiting", "To be scored"),
                            ("second", "Second opinion waited for"),
                            ("apart", "Opinions apart"),
                            ("done", "Scored"),
                            ("appealed", "Appealed"),
                            ("final", "Appeal decided"),
                            ("set_aside", "Set aside"),
                        ],
                        default="waiting",
                        max_length=10,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                ("score", models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name="score")),
                ("is_passed", models.BooleanField(null=True, verbose_name="passed")),
                ("is_fatal", models.BooleanField(null=True, verbose_name="fatal error")),
                ("scored_at", models.DateTimeField(null=True, verbose_name="scored at")),
                ("appeal_until", models.DateTimeField(null=True, verbose_name="can be appealed until")),
                (
                    "set_aside_because",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was set aside"),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handler",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="inspector",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection",
                "verbose_name_plural": "inspections",
                "ordering": ["-round", "position"],
                "indexes": [
                    models.Index(fields=["agent", "-scored_at"], name="inspection_of_agent"),
                    models.Index(fields=["scored_at"], name="inspection_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "second", "apart", "done", "appealed", "final", "set_aside"])
                        ),
                        name="inspection_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_fatal__isnull", False),
                                ("is_passed__isnull", False),
                                ("score__isnull", False),
                                ("scored_at__isnull", False),
                                ("state__in", ["done", "appealed", "final"]),
                            ),
                            models.Q(
                                ("is_fatal", None),
                                ("is_passed", None),
                                ("score", None),
                                ("state__in", ["waiting", "second", "apart", "set_aside"]),
                            ),
                            _connector="OR",
                        ),
                        name="a_result_has_a_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "set_aside"), _negated=True),
                            models.Q(("set_aside_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="set_aside_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "First opinion"),
                            ("second", "Second opinion"),
                            ("settled", "Settled"),
                            ("appeal", "On appeal"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("score", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="score")),
                ("is_passed", models.BooleanField(verbose_name="passed")),
                ("is_fatal", models.BooleanField(verbose_name="fatal error")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="comment")),
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="review.inspection"
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment",
                "verbose_name_plural": "assessments",
                "ordering": ["inspection", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("inspection", "kind"), name="one_opinion_of_each_kind"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["first", "second"])),
                        fields=("inspection", "by"),
                        name="a_second_opinion_is_somebody_elses",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("open", "Waits for a decision"),
                            ("granted", "Granted, score changed"),
                            ("rejected", "Rejected, score stands"),
                        ],
                        default="open",
                        max_length=10,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                ("score_before", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="score before")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("decision", models.TextField(blank=True, max_length=2000, verbose_name="decision")),
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
                    "inspection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objection", to="review.inspection"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal against a score",
                "verbose_name_plural": "appeals against scores",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(condition=models.Q(("state", "open")), fields=["at"], name="appeal_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("decision", ""), ("state", "open")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["granted", "rejected"]),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_appeal_is_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_decides_the_own_appeal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("running", "Running"), ("finished", "Finished")],
                        default="running",
                        max_length=10,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                ("since", models.DateField(verbose_name="closed from")),
                ("until", models.DateField(verbose_name="to")),
                (
                    "stratum",
                    models.CharField(
                        choices=[("agent", "by handler"), ("team", "by desk")],
                        default="agent",
                        max_length=10,
                        verbose_name="parted",
                    ),
                ),
                ("per_stratum", models.PositiveSmallIntegerField(verbose_name="drawn from each part")),
                (
                    "second_percent",
                    models.PositiveSmallIntegerField(default=20, verbose_name="with a second opinion (percent)"),
                ),
                (
                    "tolerance",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="points apart that are still one opinion"
                    ),
                ),
                ("appeal_days", models.PositiveSmallIntegerField(default=5, verbose_name="days to appeal")),
                ("seed", models.BigIntegerField(verbose_name="seed")),
                ("population_count", models.PositiveIntegerField(verbose_name="closed in that time")),
                ("population_digest", models.CharField(max_length=64)),
                ("strata", models.JSONField(default=list)),
                ("sample_count", models.PositiveIntegerField(verbose_name="drawn")),
                ("drawn_at", models.DateTimeField(verbose_name="drawn at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drawn by",
                    ),
                ),
                (
                    "finished_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="finished by",
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection round",
                "verbose_name_plural": "inspection rounds",
                "ordering": ["-drawn_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "finished"])), name="round_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="a_round_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per_stratum__range", (1, 100))), name="something_is_drawn_from_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_percent__lte", 100)), name="seconded_by_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", False), ("finished_by__isnull", False), ("state", "finished")
                            ),
                            models.Q(("finished_at", None), ("finished_by", None), ("state", "running")),
                            _connector="OR",
                        ),
                        name="finished_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="inspection",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to="review.inspectionround"
            ),
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.PositiveSmallIntegerField(null=True, verbose_name="points")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="review.assessment"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.criterion"
                    ),
                ),
            ],
            options={
                "verbose_name": "mark",
                "verbose_name_plural": "marks",
                "ordering": ["assessment", "criterion__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "criterion"), name="a_line_is_marked_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("is_final", models.BooleanField(default=False, verbose_name="decides")),
                ("before_from", models.DateField()),
                ("before_until", models.DateField()),
                ("after_from", models.DateField()),
                ("after_until", models.DateField()),
                ("before", models.PositiveIntegerField(verbose_name="before")),
                ("after", models.PositiveIntegerField(verbose_name="after")),
                ("other_before", models.PositiveIntegerField()),
                ("other_after", models.PositiveIntegerField()),
                ("weeks", models.JSONField(default=list)),
                ("target", models.DecimalField(decimal_places=1, max_digits=7, verbose_name="goal: at most")),
                ("ratio", models.FloatField(null=True)),
                ("lower", models.FloatField()),
                ("upper", models.FloatField(null=True)),
                ("dispersion", models.FloatField(default=1)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("effective", "Effective"),
                            ("not_effective", "Not effective"),
                            ("unclear", "Too few to say"),
                        ],
                        max_length=14,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="review.improvementaction",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "measurement",
                "verbose_name_plural": "measurements",
                "ordering": ["action", "-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MemberNews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("complaints.received", "Complaint received"),
                            ("complaints.changed", "Facts corrected"),
                            ("complaints.triaged", "Graded and assigned"),
                            ("complaints.regraded", "Grade changed"),
                            ("complaints.repinned", "Put under today's rules"),
                            ("complaints.recounted", "Counted anew by the changed calendar"),
                            ("complaints.order_found", "Order looked up"),
                            ("complaints.claimed", "Claimed"),
                            ("complaints.assigned", "Assigned"),
                            ("complaints.department_changed", "Handed to another department"),
                            ("complaints.owner_disputed", "Third hand-over, put before a referee"),
                            ("complaints.owner_ruled", "Responsible department decided"),
                            ("complaints.handed_over", "Handed over"),
                            ("complaints.contacted", "Contact recorded"),
                            ("complaints.evidence_added", "Evidence added"),
                            ("complaints.evidence_opened", "Evidence opened"),
                            ("complaints.contact_unmasked", "Contact data viewed"),
                            ("complaints.record_exported", "Record taken away as a file"),
                            ("complaints.tracking_code_renewed", "Tracking code renewed"),
                            ("complaints.investigation_started", "Investigation started"),
                            ("complaints.task_assigned", "Task assigned"),
                            ("complaints.task_done", "Task done"),
                            ("complaints.task_postponed", "Task postponed"),
                            ("complaints.reported", "Investigation report filed"),
                            ("complaints.proposed", "Solution proposed"),
                            ("complaints.proposal_approved", "Proposal approved"),
                            ("complaints.proposal_sent_back", "Proposal sent back"),
                            ("complaints.proposal_withdrawn", "Proposal taken back"),
                            ("complaints.offered", "Offered to the customer"),
                            ("complaints.accepted", "Accepted by the customer"),
                            ("complaints.refused", "Refused by the customer"),
                            ("complaints.execution_impossible", "Execution turned out impossible"),
                            ("complaints.revisit_due", "Executed, revisit scheduled"),
                            ("complaints.revisit_attempted", "Revisit attempted"),
                            ("complaints.returned_dissatisfied", "Customer dissatisfied, back to investigation"),
                            ("complaints.closed", "Closed"),
                            ("complaints.withdrawn", "Withdrawn by the customer"),
                            ("complaints.merged", "Closed as a duplicate"),
                            ("complaints.merged_in", "Duplicate merged in"),
                            ("complaints.separated", "Merge taken back"),
                            ("complaints.split_off", "Split into two"),
                            ("complaints.customers_joined", "Customers taken for one person"),
                            ("complaints.customers_parted", "Customers are two persons after all"),
                            ("complaints.ruled_out", "Not the same as another"),
                            ("complaints.not_accepted", "Not accepted"),
                            ("complaints.reopened", "Reopened"),
                            ("complaints.paused", "Waiting for the customer"),
                            ("complaints.resumed", "Clock runs again"),
                            ("complaints.customer_reminded", "Customer reminded"),
                            ("complaints.deadline_extended", "Deadline extended"),
                            ("complaints.deadline_near", "Deadline draws near"),
                            ("complaints.deadline_missed", "Deadline missed"),
                            ("complaints.deadline_still_missed", "Deadline still missed"),
                            ("complaints.escalated_by_time", "Escalated by time"),
                            ("complaints.progress_told", "Progress told"),
                            ("complaints.made_good", "Broken promise made good"),
                            ("complaints.risk_marked", "Marked as high risk"),
                            ("complaints.risk_cleared", "High-risk mark taken away"),
                            ("complaints.chased", "Customer presses"),
                            ("complaints.profile_kept", "Service profile kept"),
                            ("complaints.care_planned", "Care planned"),
                            ("complaints.message_written", "Message written"),
                            ("complaints.message_sent", "Message sent"),
                            ("complaints.message_arrived", "Message arrived"),
                            ("complaints.message_rerouted", "Message goes by another channel"),
                            ("complaints.message_parked", "Message could not be sent"),
                            ("complaints.message_resent", "Message sent again"),
                            ("complaints.letter_held", "Unproven letter held back"),
                            ("complaints.letter_set_aside", "Held letter set aside"),
                            ("complaints.file_not_kept", "File that arrived not kept"),
                            ("complaints.staff_named", "Employee complained about named"),
                            ("escalation.approval_requested", "Approval requested"),
                            ("escalation.approval_given", "One of the asked agreed"),
                            ("escalation.approval_reminded", "Reminded of a decision"),
                            ("escalation.approval_raised", "Decision went to the next level"),
                            ("escalation.escalated", "Escalated"),
                            ("escalation.escalated_again", "Another reason to escalate"),
                            ("escalation.stepped_in", "Stepped in"),
                            ("escalation.resolved", "Escalation resolved"),
                            ("escalation.handed_back", "Handed back with instructions"),
                            ("escalation.incident_joined", "Part of a group incident"),
                            ("escalation.incident_told", "Told the statement of the group incident"),
                            ("escalation.incident_left", "Taken out of a group incident"),
                            ("escalation.lapsed", "Escalation ended with the complaint"),
                            ("escalation.matter_opened", "Outside matter opened"),
                            ("escalation.matter_hearing_set", "Hearing set"),
                            ("escalation.matter_taken_up", "Taken up by an outside body"),
                            ("escalation.matter_heard", "Heard by an outside body"),
                            ("escalation.matter_answered", "Answered an outside body"),
                            ("escalation.matter_decided", "Decided by an outside body"),
                            ("escalation.matter_closed", "Outside matter closed"),
                            ("escalation.final_letter_sent", "Final letter sent"),
                            ("escalation.package_made", "Evidence package made"),
                            ("escalation.package_opened", "Evidence package taken away"),
                            ("escalation.meeting_convened", "Joint meeting called"),
                            ("escalation.minutes_recorded", "Minutes of the joint meeting recorded"),
                            ("review.cause_owed", "Root cause analysis owed"),
                            ("review.cause_overdue", "Root cause analysis overdue"),
                            ("review.cause_waived", "Root cause analysis waived"),
                            ("review.cause_joined", "Part of a root cause analysis"),
                            ("review.cause_left", "Taken out of a root cause analysis"),
                            ("review.cause_found", "Root cause found"),
                            ("review.cause_taken_up", "Root cause analysis taken up again"),
                            ("review.improvement_planned", "Improvement planned"),
                            ("review.improvement_effective", "Improvement proved effective"),
                            ("review.improvement_reopened", "Improvement not effective, opened again"),
                            ("review.inspected", "Inspected for quality"),
                            ("review.inspection_appealed", "Appealed against the inspection"),
                            ("review.inspection_appeal_decided", "Appeal against the inspection decided"),
                            ("review.survey_sent", "Survey link sent"),
                            ("review.revisit_given", "Revisit call given to somebody"),
                            ("review.overseer_named", "Overseer named"),
                            ("knowledge.nominated", "Nominated for the case library"),
                            ("knowledge.nomination_decided", "Nomination decided"),
                            ("knowledge.case_published", "Published in the case library"),
                            ("knowledge.playbook_followed", "Playbook followed"),
                            ("knowledge.words_inserted", "Words of the library inserted"),
                        ],
                        max_length=60,
                        verbose_name="kind",
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True, verbose_name="told")),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "news for a complaint",
                "verbose_name_plural": "news for complaints",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at", None)), fields=["due_at", "id"], name="member_news_to_tell"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("week", "Week"), ("month", "Month")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="until")),
                ("form", models.PositiveSmallIntegerField(verbose_name="version of the form")),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64, verbose_name="digest")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-until", "kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "since"), name="a_period_is_reported_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="a_report_has_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecurrenceRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("threshold", models.PositiveSmallIntegerField(default=5, verbose_name="complaints")),
                ("days", models.PositiveSmallIntegerField(default=90, verbose_name="within (days)")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "recurrence rule",
                "verbose_name_plural": "recurrence rules",
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("threshold__gte", 2)), name="recurring_is_more_than_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__range", (1, 365))), name="recurrence_has_a_window"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="recurrence_rule_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("parked_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="why not")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="review.periodreport"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reader",
                    ),
                ),
            ],
            options={
                "verbose_name": "copy of a report",
                "verbose_name_plural": "copies of reports",
                "ordering": ["report", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("parked_at", None), ("sent_at", None)),
                        fields=["due_at"],
                        name="copies_to_send",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("report", "to"), name="one_copy_for_each_reader")],
            },
        ),
        migrations.CreateModel(
            name="Revisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("attempt", models.PositiveSmallIntegerField(verbose_name="attempt")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web_form", "Web form"),
                            ("app", "App form"),
                            ("chat", "Online chat"),
                            ("phone", "Phone hotline"),
                            ("email", "E-mail"),
                            ("social", "Social media"),
                            ("group_chat", "Customer group"),
                            ("counter", "Shop counter"),
                            ("qr_code", "QR code"),
                            ("app_review", "App-store review"),
                            ("platform", "Complaint platform"),
                            ("monitoring", "Public-opinion monitoring"),
                            ("regulator", "Regulator transfer"),
                        ],
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                ("reached", models.BooleanField(verbose_name="customer reached")),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (5, "Very satisfied"),
                            (4, "Satisfied"),
                            (3, "Neutral"),
                            (2, "Dissatisfied"),
                            (1, "Very dissatisfied"),
                        ],
                        null=True,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "process_rating",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (5, "Very satisfied"),
                            (4, "Satisfied"),
                            (3, "Neutral"),
                            (2, "Dissatisfied"),
                            (1, "Very dissatisfied"),
                        ],
                        null=True,
                        verbose_name="handling",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_answer", "Nobody answered"),
                            ("busy", "Busy or switched off"),
                            ("wrong_number", "Wrong or dead number"),
                            ("later", "Asked to be called at another time"),
                            ("declined", "Does not want to be asked"),
                            ("undelivered", "The message did not arrive"),
                        ],
                        max_length=15,
                        verbose_name="why not",
                    ),
                ),
                (
                    "would_complain_again",
                    models.BooleanField(blank=True, null=True, verbose_name="would turn to us again"),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="why the solution missed")),
                (
                    "process_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="what was wrong with the handling"),
                ),
                ("advice", models.TextField(blank=True, max_length=2000, verbose_name="advice")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "revisit",
                "verbose_name_plural": "revisits",
                "ordering": ["complaint", "round", "attempt"],
                "indexes": [
                    models.Index(condition=models.Q(("rating__isnull", False)), fields=["at"], name="revisit_rated")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("complaint", "round", "attempt"), name="attempts_are_numbered_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("rating__isnull", False)),
                        fields=("complaint", "round"),
                        name="a_round_is_rated_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rating__isnull", False), ("reached", True)),
                            models.Q(("rating", None), ("reached", False)),
                            _connector="OR",
                        ),
                        name="reached_means_rated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RevisitRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("executed_at", models.DateTimeField(verbose_name="executed")),
                ("survey_until", models.DateTimeField(verbose_name="survey open until")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rated", "Rated by the customer"),
                            ("unreached", "Not reached"),
                            ("lapsed", "Ended with the complaint"),
                        ],
                        max_length=10,
                        verbose_name="ending",
                    ),
                ),
                ("rating", models.PositiveSmallIntegerField(null=True, verbose_name="outcome")),
                ("process_rating", models.PositiveSmallIntegerField(null=True, verbose_name="handling")),
                ("attempts_made", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "overseer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="overseer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
                    ),
                ),
            ],
            options={
                "verbose_name": "revisit round",
                "verbose_name_plural": "revisit rounds",
                "ordering": ["complaint", "round"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)), fields=["ended_at"], name="rounds_by_their_end"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "round"), name="a_round_is_planned_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ending", ""), ("rating", None)),
                            models.Q(("ended_at__isnull", False), ("ending", "rated"), ("rating__isnull", False)),
                            models.Q(
                                ("ended_at__isnull", False), ("ending__in", ["unreached", "lapsed"]), ("rating", None)
                            ),
                            _connector="OR",
                        ),
                        name="a_round_ends_whole_or_not_at_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RevisitRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "preset",
                    models.CharField(
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="preset",
                    ),
                ),
                (
                    "first",
                    models.CharField(
                        choices=[("survey", "Survey link"), ("call", "Phone call")],
                        default="survey",
                        max_length=10,
                        verbose_name="first attempt",
                    ),
                ),
                (
                    "second",
                    models.CharField(
                        blank=True,
                        choices=[("survey", "Survey link"), ("call", "Phone call")],
                        default="call",
                        max_length=10,
                        verbose_name="second attempt",
                    ),
                ),
                (
                    "third",
                    models.CharField(
                        blank=True,
                        choices=[("survey", "Survey link"), ("call", "Phone call")],
                        default="call",
                        max_length=10,
                        verbose_name="third attempt",
                    ),
                ),
                (
                    "first_after_hours",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="first asked after the execution (hours)",
                    ),
                ),
                (
                    "again_after_hours",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="asked again after (hours)",
                    ),
                ),
                (
                    "answer_within_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="closed when silent after the last attempt for (hours)",
                    ),
                ),
                (
                    "call_within_hours",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="a call that is due is made within (hours)",
                    ),
                ),
            ],
            options={
                "verbose_name": "revisit rules",
                "verbose_name_plural": "revisit rules",
                "ordering": ["preset"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("second", ""), _negated=True), ("third", ""), _connector="OR"),
                        name="attempts_leave_no_gap",
                        violation_error_message="Without a second attempt there is no third.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RevisitStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place")),
                (
                    "kind",
                    models.CharField(
                        choices=[("survey", "Survey link"), ("call", "Phone call"), ("closing", "Closing by rule")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("begun_at", models.DateTimeField(null=True, verbose_name="begun")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("attempt", models.PositiveSmallIntegerField(null=True, verbose_name="attempt")),
                ("next_step_at", models.DateTimeField(null=True, verbose_name="next step due")),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "caller",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who calls",
                    ),
                ),
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="review.revisitround"
                    ),
                ),
            ],
            options={
                "verbose_name": "revisit call",
                "verbose_name_plural": "revisit calls",
                "ordering": ["round", "place"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_step_at__isnull", False)),
                        fields=["next_step_at"],
                        name="revisit_step_owed",
                    ),
                    models.Index(
                        condition=models.Q(("begun_at__isnull", False), ("ended_at", None), ("kind", "call")),
                        fields=["due_at"],
                        name="revisit_calls_open",
                    ),
                    models.Index(
                        condition=models.Q(("begun_at__isnull", False), ("ended_at", None), ("kind", "call")),
                        fields=["caller"],
                        name="revisit_calls_of_a_person",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "place"), name="steps_of_a_round_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("next_step_at", None), _connector="OR"),
                        name="what_ended_owes_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RootCause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("open", "Being analysed"), ("concluded", "Cause found")],
                        default="open",
                        max_length=12,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                ("problem", models.CharField(max_length=200, verbose_name="problem")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("cause", models.TextField(blank=True, max_length=2000, verbose_name="root cause")),
                (
                    "stopped_because",
                    models.CharField(blank=True, max_length=300, verbose_name="why the questions end here"),
                ),
                ("concluded_at", models.DateTimeField(null=True, verbose_name="concluded")),
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
                    "code",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.causecode",
                        verbose_name="coded cause",
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="concluded by",
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
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="led by",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "root cause analysis",
                "verbose_name_plural": "root cause analyses",
                "ordering": ["-opened_at", "-pk"],
                "indexes": [
                    models.Index(fields=["category", "-opened_at"], name="causes_of_category"),
                    models.Index(fields=["-opened_at", "-id"], name="causes_newest"),
                    models.Index(condition=models.Q(("state", "open")), fields=["-opened_at"], name="causes_open"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "concluded"])), name="root_cause_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "concluded"), _negated=True),
                            models.Q(
                                ("code__isnull", False),
                                ("concluded_at__isnull", False),
                                ("concluded_by__isnull", False),
                                ("department__isnull", False),
                                models.Q(("cause", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_concluded_cause_is_coded",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="improvementaction",
            name="analysis",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="review.rootcause",
                verbose_name="root cause analysis",
            ),
        ),
        migrations.CreateModel(
            name="CauseMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField(verbose_name="joined")),
                ("left_at", models.DateTimeField(null=True, verbose_name="left")),
                ("left_because", models.CharField(blank=True, max_length=300, verbose_name="why it left")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
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
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="review.rootcause"
                    ),
                ),
            ],
            options={
                "verbose_name": "complaint of an analysis",
                "verbose_name_plural": "complaints of an analysis",
                "ordering": ["analysis", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)), fields=("complaint",), name="one_analysis_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left_at", None), ("left_because", ""), ("left_by", None)),
                            models.Q(
                                ("left_at__isnull", False),
                                ("left_by__isnull", False),
                                models.Q(("left_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="left_an_analysis_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BranchCause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "branch",
                    models.CharField(
                        choices=[
                            ("man", "People"),
                            ("machine", "Machines and systems"),
                            ("material", "Material and goods"),
                            ("method", "Methods and rules"),
                            ("environment", "Environment"),
                        ],
                        max_length=12,
                        verbose_name="branch",
                    ),
                ),
                ("text", models.CharField(max_length=80, verbose_name="cause")),
                ("is_main", models.BooleanField(default=False, verbose_name="contributed for certain")),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="branch_causes", to="review.rootcause"
                    ),
                ),
            ],
            options={
                "verbose_name": "possible cause",
                "verbose_name_plural": "possible causes",
                "ordering": ["analysis", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "branch", "text"), name="causes_stand_once_on_a_bone"),
                    models.CheckConstraint(
                        condition=models.Q(("branch__in", ["man", "machine", "material", "method", "environment"])),
                        name="branch_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RootCauseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="review.rootcause"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["analysis", "seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "seq"), name="cause_events_are_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="English name")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("draft", "Draft"), ("active", "In use"), ("retired", "Retired")],
                        default="draft",
                        max_length=10,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                ("pass_mark", models.PositiveSmallIntegerField(default=85, verbose_name="pass mark")),
                ("edits", models.PositiveIntegerField(default=0, editable=False)),
                ("drafted_at", models.DateTimeField(verbose_name="drafted")),
                ("activated_at", models.DateTimeField(null=True, verbose_name="in use since")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="retired")),
                (
                    "activated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put in use by",
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
                "verbose_name": "score sheet",
                "verbose_name_plural": "score sheets",
                "ordering": ["code", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="sheet_versions_are_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")), fields=("code",), name="one_version_of_a_sheet_in_use"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("code",), name="one_draft_of_a_sheet"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "active", "retired"])), name="sheet_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pass_mark__range", (1, 100))), name="a_pass_mark_is_out_of_a_hundred"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("drafted_by", None),
                            ("activated_by", None),
                            models.Q(("activated_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_sheet_is_put_in_use_by_another",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="inspectionround",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="review.scoresheet",
                verbose_name="score sheet",
            ),
        ),
        migrations.AddField(
            model_name="criterion",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="review.scoresheet"
            ),
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(blank=True, max_length=20)),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("department", models.CharField(blank=True, max_length=20)),
                ("team", models.CharField(blank=True, max_length=20)),
                ("severity", models.CharField(blank=True, max_length=2)),
                ("product", models.CharField(blank=True, max_length=100)),
                ("place", models.CharField(blank=True, max_length=100)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("days", models.JSONField(default=dict)),
                ("is_open", models.BooleanField(default=True)),
                ("count_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "tally",
                "verbose_name_plural": "tallies",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("count_at__isnull", False)),
                        fields=["count_at", "id"],
                        name="tally_to_count",
                    ),
                    models.Index(fields=["last_on", "first_on"], name="tally_by_days"),
                    models.Index(
                        condition=models.Q(("product", ""), _negated=True),
                        fields=["product", "last_on"],
                        name="tally_by_product",
                    ),
                    models.Index(
                        condition=models.Q(("place", ""), _negated=True),
                        fields=["place", "last_on"],
                        name="tally_by_place",
                    ),
                    models.Index(fields=["category", "last_on"], name="tally_by_category"),
                    models.Index(
                        condition=models.Q(("is_open", True)), fields=["department", "last_on"], name="tally_of_backlog"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningEvent",
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
                    "warning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="review.earlywarning"
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["warning", "seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("warning", "seq"), name="warning_events_are_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(unique=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("cells", models.PositiveIntegerField(default=0)),
                ("rising", models.PositiveSmallIntegerField(default=0)),
                ("silent_because", models.CharField(blank=True, max_length=20)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "look for surges",
                "verbose_name_plural": "looks for surges",
                "ordering": ["-due_at"],
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["due_at"], name="warning_look_waiting")
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningNumbers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                ("observed", models.PositiveIntegerField(verbose_name="complaints")),
                ("expected", models.FloatField(verbose_name="expected")),
                ("bound", models.PositiveIntegerField(verbose_name="warned from")),
                ("rises", models.BooleanField(verbose_name="rising")),
                (
                    "warning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="review.earlywarning"
                    ),
                ),
            ],
            options={
                "verbose_name": "numbers of a warning",
                "verbose_name_plural": "numbers of a warning",
                "ordering": ["warning", "-at"],
                "constraints": [models.UniqueConstraint(fields=("warning", "at"), name="a_look_counts_a_warning_once")],
            },
        ),
        migrations.CreateModel(
            name="WarningRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_active", models.BooleanField(default=True, verbose_name="look for surges")),
                (
                    "false_alarms_a_week",
                    models.FloatField(
                        default=0.5,
                        help_text="For the whole desk. Fewer means that real surges are seen later.",
                        validators=[
                            django.core.validators.MinValueValidator(0.01),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="false alarms a week at most",
                    ),
                ),
                (
                    "least_count",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Fewer never warn, however unusual they are.",
                        validators=[django.core.validators.MinValueValidator(3)],
                        verbose_name="complaints at least",
                    ),
                ),
                (
                    "least_ratio",
                    models.FloatField(
                        default=1.5,
                        help_text="A smaller rise is not worth anybody's time, however certain it is.",
                        validators=[
                            django.core.validators.MinValueValidator(1.1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="times what is expected",
                    ),
                ),
                (
                    "rest_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="How long after somebody closed a warning the same rise is not reported again.",
                        validators=[django.core.validators.MaxValueValidator(90)],
                        verbose_name="days of rest",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules for early warning",
                "verbose_name_plural": "rules for early warning",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_row_of_warning_rules"),
                    models.CheckConstraint(
                        condition=models.Q(("least_count__gte", 3)), name="small_numbers_never_warn"
                    ),
                    models.CheckConstraint(condition=models.Q(("least_ratio__gt", 1)), name="a_surge_is_a_rise"),
                    models.CheckConstraint(
                        condition=models.Q(("false_alarms_a_week__gt", 0)), name="false_alarms_are_promised"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Why",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("asked", models.CharField(max_length=300)),
                ("answer", models.CharField(max_length=300, verbose_name="because")),
                ("evidence", models.CharField(blank=True, max_length=500, verbose_name="how we know")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="whys", to="review.rootcause"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "why",
                "verbose_name_plural": "whys",
                "ordering": ["analysis", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "number"), name="whys_are_numbered_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="whys_begin_at_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CauseDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "severity",
                    models.CharField(
                        choices=[("S1", "S1 Urgent"), ("S2", "S2 Serious"), ("S3", "S3 Regular")],
                        max_length=2,
                        verbose_name="severity",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Owed"),
                            ("met", "Done"),
                            ("waived", "Waived"),
                            ("lapsed", "No longer asked for"),
                        ],
                        default="owed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="owed since")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("waived_at", models.DateTimeField(null=True, verbose_name="waived at")),
                (
                    "waived_because",
                    models.CharField(blank=True, max_length=500, verbose_name="why no analysis is needed"),
                ),
                ("told_count", models.PositiveSmallIntegerField(default=0)),
                ("next_step_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "waived_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="waived by",
                    ),
                ),
            ],
            options={
                "verbose_name": "analysis owed",
                "verbose_name_plural": "analyses owed",
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "owed")), fields=["due_at", "id"], name="cause_owed"),
                    models.Index(
                        condition=models.Q(("state", "owed")), fields=["next_step_at", "id"], name="cause_reminders"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["owed", "met", "waived", "lapsed"])),
                        name="cause_duty_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waived"), _negated=True),
                            models.Q(
                                ("waived_at__isnull", False),
                                ("waived_by__isnull", False),
                                models.Q(("waived_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="waived_in_words",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "second", "apart", "appealed"])),
                fields=["round", "position"],
                name="inspection_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(fields=("round", "complaint"), name="a_complaint_is_drawn_once_a_round"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("sheet", "code"), name="a_criterion_stands_once_on_a_sheet"),
        ),
    ]
