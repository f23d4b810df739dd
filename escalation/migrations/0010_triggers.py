import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0021_risk"),
        ("escalation", "0009_limit_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "risk assessment",
                "verbose_name_plural": "risk assessments",
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
            ],
            options={
                "verbose_name": "trigger finding",
                "verbose_name_plural": "trigger findings",
                "ordering": ["at", "pk"],
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
            ],
            options={
                "verbose_name": "version of a trigger rule",
                "verbose_name_plural": "versions of trigger rules",
                "ordering": ["rule", "-version"],
            },
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(fields=["at"], name="escalations_by_time"),
        ),
        migrations.AddField(
            model_name="riskassessment",
            name="complaint",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
            ),
        ),
        migrations.AddField(
            model_name="riskassessment",
            name="judged_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="riskweight",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__lte", 100)), name="a_weight_is_at_most_the_whole"
            ),
        ),
        migrations.AddField(
            model_name="triggerfinding",
            name="complaint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
            ),
        ),
        migrations.AddField(
            model_name="triggerfinding",
            name="escalation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="escalation.escalation",
            ),
        ),
        migrations.AddField(
            model_name="triggerfinding",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaintevent"
            ),
        ),
        migrations.AddConstraint(
            model_name="triggerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("trigger__in", ["superior", "threat", "pressing", "impact"])),
                name="a_rule_of_words_has_a_trigger",
            ),
        ),
        migrations.AddConstraint(
            model_name="triggerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("expression", ""), _negated=True), name="a_rule_of_words_says_something"
            ),
        ),
        migrations.AddField(
            model_name="triggerfinding",
            name="rule",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="escalation.triggerrule",
            ),
        ),
        migrations.AddField(
            model_name="triggerrulechange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="triggerrulechange",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="escalation.triggerrule"
            ),
        ),
        migrations.AddConstraint(
            model_name="riskassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("judged_at", None), ("judged_by", None), ("judged_reason", ""), ("judgement", "")),
                    models.Q(
                        models.Q(("judgement", ""), _negated=True),
                        ("judged_at__isnull", False),
                        ("judged_by__isnull", False),
                        models.Q(("judged_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_judgement_has_a_person_and_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="triggerfinding",
            index=models.Index(fields=["complaint", "cause"], name="findings_of_a_complaint"),
        ),
        migrations.AddIndex(
            model_name="triggerfinding",
            index=models.Index(fields=["rule", "at"], name="findings_of_a_rule"),
        ),
        migrations.AddIndex(
            model_name="triggerfinding",
            index=models.Index(
                condition=models.Q(("escalation", None), ("must_escalate", True)),
                fields=["at"],
                name="findings_not_escalated",
            ),
        ),
        migrations.AddConstraint(
            model_name="triggerfinding",
            constraint=models.UniqueConstraint(fields=("event", "cause"), name="an_event_is_found_once_by_a_cause"),
        ),
        migrations.AddConstraint(
            model_name="triggerrulechange",
            constraint=models.UniqueConstraint(fields=("rule", "version"), name="a_version_of_a_rule_is_written_once"),
        ),
    ]
