# Written by makemigrations; indexes and constraints stand within the tables they belong to, which a new database meets sooner.

import datetime
import uuid

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.conf import settings
from django.db import migrations, models

import complaints.crypto.fields
import complaints.models.calendar
import complaints.models.evidence
import complaints.models.export
import complaints.models.import_batch
import complaints.models.lifecycle
import complaints.models.policy
import complaints.models.staff_notice
import complaints.models.urgent_words
import complaints.models.word_rule


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complainant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", complaints.crypto.fields.SealedTextField(blank=True, verbose_name="name")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("regular", "Regular customer"),
                            ("silver", "Silver member"),
                            ("gold", "Gold member"),
                            ("vip", "VIP"),
                        ],
                        default="regular",
                        max_length=10,
                        verbose_name="customer tier",
                    ),
                ),
                (
                    "preferred_channel",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("app", "App message"),
                            ("wechat", "WeChat"),
                            ("phone", "Phone call"),
                            ("thread", "Reply where it was written"),
                        ],
                        default="phone",
                        max_length=10,
                        verbose_name="preferred channel",
                    ),
                ),
                ("language", models.CharField(default="zh-hans", max_length=10, verbose_name="language")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.complainant",
                    ),
                ),
            ],
            options={
                "verbose_name": "complainant",
                "verbose_name_plural": "complainants",
            },
        ),
        migrations.CreateModel(
            name="ComplaintSerial",
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
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heard_at", models.DateTimeField(editable=False, null=True, verbose_name="last heard")),
                ("minute", models.DateTimeField(editable=False, null=True)),
                ("used", models.PositiveIntegerField(default=0, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("mail_address", models.EmailField(max_length=120, unique=True, verbose_name="e-mail address")),
                (
                    "address",
                    complaints.crypto.fields.SealedTextField(blank=True, default="", verbose_name="mail server"),
                ),
                ("login", models.CharField(blank=True, max_length=120, verbose_name="user name")),
                (
                    "secret",
                    complaints.crypto.fields.SealedTextField(
                        blank=True, default="", verbose_name="password or authorisation code"
                    ),
                ),
                ("folder", models.CharField(blank=True, default="INBOX", max_length=120, verbose_name="folder")),
                (
                    "preset",
                    models.CharField(
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        default="general",
                        max_length=20,
                        verbose_name="line of business",
                    ),
                ),
                (
                    "checked_by",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="name under which our mail server reports its checks"
                    ),
                ),
                ("tags_replies", models.BooleanField(default=True, verbose_name="takes mail to name+anything")),
                ("allow_plain", models.BooleanField(default=False, verbose_name="allow without encryption")),
                (
                    "allow_private",
                    models.BooleanField(default=False, verbose_name="allow private addresses and any port"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "begins_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="reads what arrives from"
                    ),
                ),
                ("posting_secret", complaints.crypto.fields.SealedTextField(blank=True, default="", editable=False)),
                (
                    "former_posting_secret",
                    complaints.crypto.fields.SealedTextField(blank=True, default="", editable=False),
                ),
                ("former_until", models.DateTimeField(editable=False, null=True)),
                ("uid_validity", models.BigIntegerField(default=0, editable=False)),
                ("last_uid", models.BigIntegerField(default=0, editable=False)),
                ("trying_uid", models.BigIntegerField(default=0, editable=False)),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "next_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="next look"),
                ),
                ("read_at", models.DateTimeField(editable=False, null=True, verbose_name="last looked into")),
                ("failed_since", models.DateTimeField(editable=False, null=True, verbose_name="out of reach since")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_account", "This installation has no account for the channel"),
                            ("no_address", "The customer left no address for the channel"),
                            ("no_template", "The template lacks the provider's code"),
                            ("not_allowed", "The address of the channel account is not allowed"),
                            ("address_refused", "The customer's address was refused"),
                            ("rejected", "The provider rejected the message"),
                            ("unreachable", "The provider did not answer"),
                            ("certificate", "The server's certificate is not trusted, or belongs to another name"),
                            ("unavailable", "The provider is out of order"),
                            ("too_many", "The provider takes no more for now"),
                            ("unreadable", "The message itself is damaged"),
                            ("nobody_calls", "Nobody calls about a closed complaint"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="why not",
                    ),
                ),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("failure", models.CharField(blank=True, editable=False, max_length=300, verbose_name="code")),
            ],
            options={
                "verbose_name": "mailbox",
                "verbose_name_plural": "mailboxes",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by_email",
                    models.JSONField(
                        blank=True, default=complaints.models.staff_notice.urgent_kinds, verbose_name="also by e-mail"
                    ),
                ),
                (
                    "by_robot",
                    models.JSONField(
                        blank=True,
                        default=complaints.models.staff_notice.urgent_kinds,
                        verbose_name="also by the group robot",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice preference",
                "verbose_name_plural": "notice preferences",
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                (
                    "description",
                    models.TextField(blank=True, max_length=1000, verbose_name="what it means for the customer"),
                ),
            ],
            options={
                "verbose_name": "option",
                "verbose_name_plural": "options",
                "ordering": ["proposal", "position"],
            },
        ),
        migrations.CreateModel(
            name="TrackingTries",
            fields=[
                ("client", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("since", models.DateTimeField(db_index=True, verbose_name="since")),
            ],
            options={
                "verbose_name": "tracking tries",
                "verbose_name_plural": "tracking tries",
            },
        ),
        migrations.CreateModel(
            name="WorkCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("zone", models.CharField(default="Asia/Shanghai", max_length=40, verbose_name="time zone")),
                (
                    "weekly",
                    models.JSONField(default=complaints.models.calendar.office_week, verbose_name="weekly pattern"),
                ),
                (
                    "follows_holidays",
                    models.BooleanField(default=True, verbose_name="follows Chinese public holidays and swapped days"),
                ),
                ("edits", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "work calendar",
                "verbose_name_plural": "work calendars",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="BudgetUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=40, verbose_name="budget")),
                ("month", models.CharField(max_length=6, verbose_name="month")),
                ("used_cny", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="used (¥)")),
            ],
            options={
                "verbose_name": "budget use",
                "verbose_name_plural": "budget uses",
                "constraints": [
                    models.UniqueConstraint(fields=("month", "scope"), name="one_sum_per_budget_and_month"),
                    models.CheckConstraint(
                        condition=models.Q(("used_cny__gte", 0)), name="a_budget_is_not_used_negatively"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
                (
                    "preset",
                    models.CharField(
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        max_length=20,
                        verbose_name="preset",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("technical", "Technical"),
                            ("service", "Service"),
                            ("billing", "Billing"),
                            ("privacy", "Privacy and compliance"),
                            ("goods", "Goods"),
                            ("logistics", "Logistics"),
                            ("information", "Information and publicity"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="English name")),
                ("needs_legal_review", models.BooleanField(default=False, verbose_name="legal review of the wording")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="complaints.category",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["preset", "position", "code"],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(editable=False, max_length=20, unique=True, verbose_name="number")),
                ("tracking_hash", models.CharField(editable=False, max_length=80, unique=True)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("received", "Received"),
                            ("triaged", "Triaged"),
                            ("investigating", "Investigating"),
                            ("proposed", "Proposed"),
                            ("executing", "Executing"),
                            ("revisit", "Revisit"),
                            ("closed", "Closed"),
                        ],
                        default="received",
                        max_length=20,
                        protected=True,
                        verbose_name="state",
                    ),
                ),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resolved", "Resolved"),
                            ("unreached", "Closed, not reached"),
                            ("decided", "Closed by a supervisor's decision"),
                            ("duplicate", "Duplicate"),
                            ("withdrawn", "Withdrawn"),
                            ("unanswered", "Closed, the customer did not answer"),
                            ("refused", "Not accepted"),
                        ],
                        max_length=20,
                        verbose_name="resolution",
                    ),
                ),
                ("resolution_reason", models.TextField(blank=True, verbose_name="reason for closing")),
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
                ("external_id", models.CharField(blank=True, max_length=120, verbose_name="external id")),
                ("origin_url", models.URLField(blank=True, max_length=500, verbose_name="origin link")),
                ("raw_text", models.TextField(blank=True, verbose_name="original text")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("consent", models.CharField(blank=True, max_length=20, verbose_name="privacy notice agreed to")),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("description", models.TextField(max_length=10000, verbose_name="description")),
                ("occurred_at", models.DateTimeField(blank=True, null=True, verbose_name="happened")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("product", models.CharField(blank=True, max_length=200, verbose_name="product or service")),
                (
                    "demand",
                    models.CharField(
                        choices=[
                            ("refund", "Refund"),
                            ("exchange", "Exchange"),
                            ("repair", "Repair"),
                            ("compensation", "Compensation"),
                            ("apology", "Apology"),
                            ("explanation", "Explanation"),
                            ("fix", "Get it working"),
                            ("stop_charging", "Stop charging"),
                            ("delete_data", "Delete my data"),
                            ("other", "Other demand"),
                        ],
                        max_length=20,
                        verbose_name="demand",
                    ),
                ),
                ("demand_note", models.CharField(blank=True, max_length=500, verbose_name="demand in words")),
                (
                    "demand_cny",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="amount asked (¥)"
                    ),
                ),
                (
                    "emotion",
                    models.CharField(
                        choices=[("calm", "Calm"), ("agitated", "Agitated"), ("angry", "Angry")],
                        default="calm",
                        max_length=10,
                        verbose_name="emotion",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("frozen_account", "Frozen account"),
                            ("lost_money", "Lost money"),
                            ("stolen_account", "Stolen account"),
                            ("safety", "Personal safety"),
                            ("medical", "Treatment or medicine cannot wait"),
                            ("exam", "An exam is about to begin"),
                        ],
                        max_length=20,
                        verbose_name="fast lane",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("S1", "S1 Urgent"), ("S2", "S2 Serious"), ("S3", "S3 Regular")],
                        max_length=2,
                        verbose_name="severity",
                    ),
                ),
                (
                    "severity_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for the severity"),
                ),
                (
                    "impact",
                    models.CharField(
                        choices=[("individual", "Individual"), ("group", "Group")],
                        default="individual",
                        max_length=12,
                        verbose_name="impact",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("frontline", "Frontline"),
                            ("supervisor", "Supervisor"),
                            ("director", "Operations director"),
                            ("legal", "Legal and external"),
                        ],
                        default="frontline",
                        editable=False,
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("is_high_risk", models.BooleanField(default=False, editable=False, verbose_name="high risk")),
                ("risk_signs", models.JSONField(default=list, editable=False)),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                ("dissatisfied_count", models.PositiveSmallIntegerField(default=0, verbose_name="dissatisfied rounds")),
                ("reopened_count", models.PositiveSmallIntegerField(default=0, verbose_name="reopened")),
                ("handovers_count", models.PositiveSmallIntegerField(default=0, verbose_name="handed over")),
                ("owner_ruled_at", models.DateTimeField(editable=False, null=True, verbose_name="owner decided")),
                (
                    "chased_count",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="times pressed"),
                ),
                ("chased_at", models.DateTimeField(editable=False, null=True, verbose_name="last pressed")),
                ("is_pressing", models.BooleanField(default=False, editable=False, verbose_name="customer presses")),
                (
                    "queue_place",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(severity="S1", then=models.Value(0)),
                            models.When(is_pressing=True, then=models.Value(1)),
                            default=models.Value(2),
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                (
                    "satisfaction",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (5, "Very satisfied"),
                            (4, "Satisfied"),
                            (3, "Neutral"),
                            (2, "Dissatisfied"),
                            (1, "Very dissatisfied"),
                        ],
                        editable=False,
                        null=True,
                        verbose_name="satisfaction",
                    ),
                ),
                ("next_due_at", models.DateTimeField(editable=False, null=True, verbose_name="next due")),
                (
                    "next_due_kind",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="what is due"),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
                ("events_count", models.PositiveIntegerField(default=0, editable=False)),
                ("events_head", models.CharField(blank=True, editable=False, max_length=80)),
                ("events_seal", models.CharField(blank=True, editable=False, max_length=80)),
                ("read_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "has_news",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("events_count__gt", models.F("read_count"))),
                        output_field=models.BooleanField(),
                    ),
                ),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("failure", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "about_staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="employee complained about",
                    ),
                ),
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
                    "complainant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="complaints.complainant",
                        verbose_name="complainant",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="complaints.complaint",
                        verbose_name="duplicate of",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handler",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="received by",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "complaint",
                "verbose_name_plural": "complaints",
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["handler", "queue_place", "next_due_at", "id"],
                        name="complaint_handler_queue",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["team", "queue_place", "next_due_at", "id"],
                        name="complaint_team_queue",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["department", "queue_place", "next_due_at", "id"],
                        name="complaint_department_queue",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["next_due_at", "id"],
                        name="complaint_open_by_due",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["queue_place", "next_due_at", "id"],
                        name="complaint_open_by_place",
                    ),
                    models.Index(fields=["-received_at", "-id"], name="complaint_newest"),
                    models.Index(fields=["complainant", "-received_at"], name="complaint_history"),
                    models.Index(
                        condition=models.Q(("closed_at", None), ("is_high_risk", True)),
                        fields=["queue_place", "next_due_at", "id"],
                        name="complaint_at_high_risk",
                    ),
                    models.Index(
                        condition=models.Q(("is_high_risk", True)),
                        fields=["closed_at"],
                        name="complaint_closed_at_high_risk",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["closed_at", "id"],
                        name="complaint_by_closing",
                    ),
                    models.Index(condition=models.Q(("has_news", True)), fields=["id"], name="complaint_with_news"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("channel", "external_id"),
                        name="an_origin_is_received_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["received", "triaged", "investigating", "proposed", "executing", "revisit", "closed"],
                            )
                        ),
                        name="state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["frontline", "supervisor", "director", "legal"])),
                        name="level_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "closed"),
                                models.Q(("resolution", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True), ("closed_at", None), ("resolution", "")
                            ),
                            _connector="OR",
                        ),
                        name="closed_means_resolved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["received", "closed"]),
                            models.Q(
                                models.Q(("severity", ""), _negated=True),
                                models.Q(("priority", ""), _negated=True),
                                ("category__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="graded_after_triage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["received", "closed"]), ("handler__isnull", False), _connector="OR"
                        ),
                        name="owned_after_triage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("duplicate_of__isnull", False), ("resolution", "duplicate")),
                            models.Q(models.Q(("resolution", "duplicate"), _negated=True), ("duplicate_of", None)),
                            _connector="OR",
                        ),
                        name="a_duplicate_names_the_other",
                    ),
                ],
            },
            bases=(complaints.models.lifecycle.Lifecycle, models.Model),
        ),
        migrations.CreateModel(
            name="ComplaintEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
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
                ("at", models.DateTimeField(verbose_name="at")),
                ("origin", models.CharField(blank=True, max_length=60, verbose_name="from")),
                (
                    "facts",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="facts"
                    ),
                ),
                ("previous_hash", models.CharField(blank=True, max_length=80)),
                ("hash", models.CharField(max_length=80)),
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
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["complaint", "seq"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "complaints.reopened")), fields=["at"], name="event_reopened"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("complaint", "seq"), name="events_are_numbered_once")],
            },
        ),
        migrations.CreateModel(
            name="Connector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heard_at", models.DateTimeField(editable=False, null=True, verbose_name="last heard")),
                ("minute", models.DateTimeField(editable=False, null=True)),
                ("used", models.PositiveIntegerField(default=0, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("app", "App form"),
                            ("chat", "Online chat"),
                            ("email", "E-mail"),
                            ("social", "Social media"),
                            ("group_chat", "Customer group"),
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
                    "preset",
                    models.CharField(
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        default="general",
                        max_length=20,
                        verbose_name="line of business",
                    ),
                ),
                (
                    "address",
                    complaints.crypto.fields.SealedTextField(
                        blank=True, default="", verbose_name="address for replies"
                    ),
                ),
                (
                    "is_inside",
                    models.BooleanField(
                        default=False,
                        help_text="Replies may go to a private address, on any port and without encryption; files may lie there.",
                        verbose_name="in our own network",
                    ),
                ),
                ("secret", complaints.crypto.fields.SealedTextField(editable=False)),
                ("former_secret", complaints.crypto.fields.SealedTextField(blank=True, default="", editable=False)),
                ("former_until", models.DateTimeField(editable=False, null=True)),
                (
                    "most_a_minute",
                    models.PositiveIntegerField(
                        default=120,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6000),
                        ],
                        verbose_name="requests a minute",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
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
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "connector",
                "verbose_name_plural": "connectors",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ConnectorCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signature", models.CharField(max_length=64)),
                ("body", models.JSONField(null=True)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="complaints.connector"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("connector", "signature"), name="a_signature_is_used_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(
                        choices=[("out", "We to the customer"), ("in", "Customer to us")],
                        max_length=3,
                        verbose_name="direction",
                    ),
                ),
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
                ("reached", models.BooleanField(default=True, verbose_name="customer reached")),
                ("summary", models.TextField(max_length=5000, verbose_name="what was said")),
                (
                    "next_contact_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="promised to call back by"),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("direction", "out"), ("reached", True)),
                        fields=["at"],
                        name="contact_reached",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "Phone number"),
                            ("email", "E-mail address"),
                            ("wechat", "WeChat id"),
                            ("account", "Platform account"),
                            ("elsewhere", "Account where it was written"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("value", complaints.crypto.fields.SealedTextField(verbose_name="value")),
                ("lookup", models.CharField(editable=False, max_length=80)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                (
                    "complainant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_points",
                        to="complaints.complainant",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact point",
                "verbose_name_plural": "contact points",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("lookup", "kind"), name="a_contact_belongs_to_one_complainant"),
                    models.CheckConstraint(
                        condition=models.Q(("lookup", ""), _negated=True), name="contact_point_is_findable"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("acknowledgement", "Acknowledgement"),
                            ("first_contact", "First contact"),
                            ("commitment", "Promise to the customer"),
                            ("direction", "Direction of a solution"),
                            ("investigation", "Investigation started"),
                            ("verification", "Goods verified"),
                            ("solution", "Solution"),
                            ("task", "Task"),
                            ("revisit", "Revisit"),
                            ("progress", "Progress notice"),
                            ("frontline", "Solution at the frontline"),
                            ("step_in", "Supervisor steps in"),
                            ("joint_solution", "Joint solution"),
                            ("legal_step_in", "Legal steps in"),
                            ("outside", "Outside body"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("minutes", models.PositiveIntegerField(null=True, verbose_name="minutes")),
                ("days", models.PositiveSmallIntegerField(null=True, verbose_name="working days")),
                ("legal_days", models.PositiveSmallIntegerField(null=True, verbose_name="days by law")),
                ("basis", models.CharField(blank=True, max_length=400, verbose_name="basis")),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("always", "Around the clock"),
                            ("working", "Working time"),
                            ("legal", "Working days by law"),
                        ],
                        default="always",
                        max_length=10,
                        verbose_name="clock",
                    ),
                ),
                ("pauses", models.BooleanField(default=False)),
                ("paused_at", models.DateTimeField(null=True, verbose_name="paused since")),
                ("is_provisional", models.BooleanField(default=False)),
                ("extra_time", models.DurationField(default=datetime.timedelta)),
                ("met_at", models.DateTimeField(null=True, verbose_name="met")),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="cancelled")),
                ("escalates", models.BooleanField(default=False)),
                ("next_step", models.CharField(blank=True, max_length=20, verbose_name="next step")),
                ("next_step_at", models.DateTimeField(null=True, verbose_name="next step due")),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deadlines", to="complaints.complaint"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline",
                "verbose_name_plural": "deadlines",
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(fields=["kind", "due_at"], name="deadline_by_time"),
                    models.Index(
                        condition=models.Q(("cancelled_at", None), ("met_at", None), ("paused_at", None)),
                        fields=["next_step_at"],
                        name="deadline_with_a_step_owed",
                    ),
                    models.Index(
                        condition=models.Q(("attempts__gte", 5)), fields=["next_step_at"], name="deadline_set_aside"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days", None),
                            models.Q(("clock", "working"), ("days__gt", 0), ("minutes", None)),
                            _connector="OR",
                        ),
                        name="only_working_time_has_working_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("met_at", None), ("cancelled_at", None), _connector="OR"),
                        name="deadline_met_or_cancelled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_at", None), models.Q(("cancelled_at", None), ("met_at", None)), _connector="OR"
                        ),
                        name="only_what_runs_stands_still",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("first_reminder", "First reminder"),
                            ("second_reminder", "Second reminder"),
                            ("alert", "Overdue alert"),
                            ("second_alert", "Second overdue alert"),
                            ("escalation", "Escalation"),
                        ],
                        max_length=20,
                        verbose_name="step",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("at", models.DateTimeField(verbose_name="told")),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="complaints.deadline"
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline notice",
                "verbose_name_plural": "deadline notices",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("deadline", "step", "due_at"), name="each_step_is_told_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("app", "App message"),
                            ("wechat", "WeChat"),
                            ("phone", "Phone call"),
                            ("thread", "Reply where it was written"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("step", models.CharField(max_length=30, verbose_name="step")),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("body", complaints.crypto.fields.SealedTextField(verbose_name="text")),
                ("facts", complaints.crypto.fields.SealedTextField(blank=True, default="")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="leaves at night too")),
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
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("leased_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("awaits_arrival", models.BooleanField(default=False)),
                ("arrived_at", models.DateTimeField(null=True, verbose_name="arrived")),
                ("awaits_record", models.BooleanField(default=False)),
                ("provider_id", models.CharField(blank=True, max_length=120, verbose_name="provider's id")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_account", "This installation has no account for the channel"),
                            ("no_address", "The customer left no address for the channel"),
                            ("no_template", "The template lacks the provider's code"),
                            ("not_allowed", "The address of the channel account is not allowed"),
                            ("address_refused", "The customer's address was refused"),
                            ("rejected", "The provider rejected the message"),
                            ("unreachable", "The provider did not answer"),
                            ("certificate", "The server's certificate is not trusted, or belongs to another name"),
                            ("unavailable", "The provider is out of order"),
                            ("too_many", "The provider takes no more for now"),
                            ("unreadable", "The message itself is damaged"),
                            ("nobody_calls", "Nobody calls about a closed complaint"),
                        ],
                        max_length=20,
                        verbose_name="why not",
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="code")),
                ("tried", models.JSONField(blank=True, default=list)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="delivery_waiting"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["complaint", "id"],
                        name="delivery_in_its_order",
                    ),
                    models.Index(
                        condition=models.Q(("awaits_record", True)), fields=["id"], name="delivery_awaits_record"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="sent_at_some_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file", models.FileField(upload_to=complaints.models.evidence.private_path)),
                ("name", complaints.crypto.fields.SealedTextField(verbose_name="file name")),
                ("content_type", models.CharField(max_length=80, verbose_name="type")),
                ("size_bytes", models.PositiveBigIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "sha256"), name="a_file_is_kept_once_per_complaint"),
                    models.CheckConstraint(condition=models.Q(("size_bytes__gt", 0)), name="evidence_is_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "subject",
                    models.CharField(
                        choices=[("list", "List of complaints"), ("register", "Register of complaints")],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("xlsx", "Excel workbook"), ("csv", "CSV")], max_length=5, verbose_name="file type"
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
                ("ids", models.JSONField(default=list)),
                ("since", models.DateField(null=True, verbose_name="from")),
                ("until", models.DateField(null=True, verbose_name="to")),
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
                        verbose_name="way of receipt",
                    ),
                ),
                ("is_unmasked", models.BooleanField(default=False, verbose_name="contact data in full")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("ordered_at", models.DateTimeField(verbose_name="ordered")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being made"),
                            ("made", "Ready"),
                            ("failed", "Could not be made"),
                            ("deleted", "Deleted after a day"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done_count", models.PositiveIntegerField(default=0, verbose_name="complaints")),
                ("all_count", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True, verbose_name="made")),
                ("file", models.FileField(blank=True, upload_to=complaints.models.export.private_path)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken by",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-ordered_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["ordered_at"], name="export_waiting"
                    ),
                    models.Index(condition=models.Q(("state", "made")), fields=["made_at"], name="export_with_a_file"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("made_at__isnull", False), ("state", "made"), models.Q(("file", ""), _negated=True)
                            ),
                            models.Q(models.Q(("state", "made"), _negated=True), ("file", "")),
                            _connector="OR",
                        ),
                        name="only_a_whole_export_has_a_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_unmasked", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="contact_data_in_full_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("due_before", models.DateTimeField(verbose_name="due before")),
                ("due_after", models.DateTimeField(verbose_name="due after")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="complaints.deadline"
                    ),
                ),
            ],
            options={
                "verbose_name": "extension",
                "verbose_name_plural": "extensions",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_after__gt", models.F("due_before"))), name="an_extension_gives_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at__lte", models.F("due_before"))), name="extended_before_it_passed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client", models.CharField(max_length=80)),
                ("hour", models.DateTimeField(db_index=True)),
                ("used", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client", "hour"), name="one_count_a_client_and_hour")],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=60)),
                (
                    "runner",
                    models.CharField(choices=[("worker", "Worker"), ("loop", "Loop")], default="worker", max_length=10),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("last_count", models.PositiveIntegerField(default=0)),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("job", "runner"), name="one_heartbeat_of_a_job_and_runner"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", False), ("failed_at__isnull", False), _connector="OR"
                        ),
                        name="a_heartbeat_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file", models.FileField(blank=True, upload_to=complaints.models.import_batch.private_path)),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64)),
                ("encoding", models.CharField(blank=True, max_length=20, verbose_name="encoding")),
                (
                    "preset",
                    models.CharField(
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        max_length=20,
                        verbose_name="preset",
                    ),
                ),
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
                ("headings", models.JSONField(default=list, verbose_name="headings")),
                ("samples", models.JSONField(default=list, verbose_name="first rows as they are")),
                ("mapping", models.JSONField(default=dict, verbose_name="columns")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("confirmed", "Confirmed"),
                            ("arriving", "Coming in"),
                            ("imported", "Imported"),
                            ("failed", "Not imported"),
                            ("set_aside", "Set aside"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("rows_count", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("checked_count", models.PositiveIntegerField(default=0, verbose_name="checked")),
                ("new_count", models.PositiveIntegerField(default=0, verbose_name="new")),
                ("known_count", models.PositiveIntegerField(default=0, verbose_name="already there")),
                ("staged_count", models.PositiveIntegerField(default=0)),
                ("imported_count", models.PositiveIntegerField(default=0, verbose_name="imported")),
                ("stored_count", models.PositiveIntegerField(default=0)),
                ("errors_count", models.PositiveIntegerField(default=0, verbose_name="errors")),
                ("errors", models.JSONField(default=list, verbose_name="first errors")),
                ("preview", models.JSONField(default=list, verbose_name="first rows")),
                ("failure", models.CharField(blank=True, max_length=500, verbose_name="why not")),
                ("good_rows_only", models.BooleanField(default=False, verbose_name="rows with errors left out")),
                ("first_number", models.CharField(blank=True, max_length=20, verbose_name="first number")),
                ("last_number", models.CharField(blank=True, max_length=20, verbose_name="last number")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(verbose_name="uploaded")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("received_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("checking", "confirmed", "arriving"))),
                        fields=["created_at"],
                        name="import_to_run",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("confirmed", "arriving", "imported")), _negated=True),
                            ("confirmed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="an_import_is_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "arriving"), _negated=True),
                            ("received_at__isnull", False),
                            _connector="OR",
                        ),
                        name="an_arriving_import_has_its_moment",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="complaint",
            name="arriving_in",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="complaints.importbatch",
            ),
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("headings", models.JSONField(verbose_name="headings")),
                ("headings_key", models.CharField(max_length=64, unique=True)),
                ("mapping", models.JSONField(verbose_name="columns")),
                ("used_at", models.DateTimeField(verbose_name="last used")),
                (
                    "used_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="last used by",
                    ),
                ),
            ],
            options={
                "verbose_name": "columns remembered",
                "verbose_name_plural": "columns remembered",
                "ordering": ["-used_at", "-pk"],
                "indexes": [models.Index(fields=["-used_at"], name="import_mapping_newest")],
            },
        ),
        migrations.AddField(
            model_name="importbatch",
            name="mapping_source",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="complaints.importmapping"
            ),
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.PositiveIntegerField()),
                ("external_id", models.CharField(max_length=120)),
                ("receipt", complaints.crypto.fields.SealedTextField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="complaints.importbatch"
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of imports",
                "ordering": ["batch", "place"],
                "indexes": [models.Index(fields=["external_id"], name="import_row_by_origin")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "place"), name="an_import_has_one_row_a_place"),
                    models.UniqueConstraint(fields=("batch", "external_id"), name="an_import_has_an_origin_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Inbound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("source", models.CharField(max_length=80, verbose_name="came by")),
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
                ("external_id", models.CharField(max_length=120, verbose_name="external id")),
                ("thread", models.CharField(blank=True, max_length=200, verbose_name="thread")),
                (
                    "author_name",
                    complaints.crypto.fields.SealedTextField(blank=True, default="", verbose_name="sender"),
                ),
                (
                    "author_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "Phone number"),
                            ("email", "E-mail address"),
                            ("wechat", "WeChat id"),
                            ("account", "Platform account"),
                            ("elsewhere", "Account where it was written"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "author_contact",
                    complaints.crypto.fields.SealedTextField(blank=True, default="", verbose_name="sender's contact"),
                ),
                ("author_lookup", models.CharField(blank=True, editable=False, max_length=80)),
                (
                    "preset",
                    models.CharField(
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        default="general",
                        max_length=20,
                        verbose_name="line of business",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                ("text", models.TextField(blank=True, max_length=100000, verbose_name="text")),
                ("raw_text", models.TextField(blank=True, max_length=100000, verbose_name="original text")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="origin link")),
                ("order_number", models.CharField(blank=True, max_length=60, verbose_name="order number")),
                ("happened_at", models.DateTimeField(blank=True, null=True, verbose_name="happened")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="the authority's number")),
                ("answer_by", models.DateTimeField(blank=True, null=True, verbose_name="answer wanted by")),
                ("proofs", models.JSONField(blank=True, default=dict)),
                ("is_verified", models.BooleanField(default=False, verbose_name="sender proven")),
                ("received_at", models.DateTimeField(verbose_name="arrived")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To look at"),
                            ("quarantined", "Sender not proven"),
                            ("opened", "Opened as a complaint"),
                            ("joined", "Joined to a complaint"),
                            ("dropped", "Set aside"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unproven", "Nothing proves that the sender is who they say"),
                            ("closed", "The complaint is closed"),
                            ("no_contact", "It names nobody we could answer"),
                            ("empty", "It holds no text"),
                            ("too_many", "The same sender has written very often today"),
                            ("spam", "The mail server takes it for spam"),
                            ("elsewhere", "A complaint with the same id came in by another way"),
                            ("too_large", "It is larger than what is taken in; the rest lies in the mailbox"),
                            ("unreadable", "It could not be read"),
                            ("automatic", "An automatic reply"),
                            ("bulk", "A mailing list or bulk mail"),
                            ("bounce", "A report that a message could not be delivered"),
                            ("own", "It comes from our own address"),
                            ("by_hand", "Set aside by a colleague"),
                        ],
                        max_length=20,
                        verbose_name="why",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "complaint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbound",
                        to="complaints.complaint",
                        verbose_name="complaint",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="desk",
                    ),
                ),
            ],
            options={
                "verbose_name": "arrival",
                "verbose_name_plural": "arrivals",
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "quarantined"])),
                        fields=["received_at", "id"],
                        name="inbound_to_look_at",
                    ),
                    models.Index(fields=["-received_at", "-id"], name="inbound_newest"),
                    models.Index(
                        condition=models.Q(("thread", ""), _negated=True),
                        fields=["source", "thread"],
                        name="inbound_of_thread",
                    ),
                    models.Index(fields=["author_lookup", "received_at"], name="inbound_of_author"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="an_arrival_is_taken_in_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["opened", "joined"]), _negated=True),
                            ("complaint__isnull", False),
                            _connector="OR",
                        ),
                        name="what_was_joined_has_a_complaint",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file", models.FileField(blank=True, upload_to=complaints.models.evidence.private_path)),
                ("name", complaints.crypto.fields.SealedTextField(verbose_name="file name")),
                ("content_type", models.CharField(blank=True, max_length=80, verbose_name="type")),
                ("size_bytes", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="why not kept")),
                (
                    "inbound",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="complaints.inbound"
                    ),
                ),
            ],
            options={
                "verbose_name": "file that arrived",
                "verbose_name_plural": "files that arrived",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="InvestigationReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("facts", models.TextField(max_length=5000, verbose_name="facts verified")),
                ("cause", models.TextField(max_length=5000, verbose_name="cause")),
                (
                    "responsibility",
                    models.CharField(
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
                ("suggestion", models.TextField(max_length=5000, verbose_name="suggested handling")),
                (
                    "missed_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="why the earlier solution missed"),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="complaints.complaint"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="responsible department",
                    ),
                ),
            ],
            options={
                "verbose_name": "investigation report",
                "verbose_name_plural": "investigation reports",
                "ordering": ["complaint", "round"],
                "constraints": [models.UniqueConstraint(fields=("complaint", "round"), name="one_report_a_round")],
            },
        ),
        migrations.CreateModel(
            name="IvrKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="As pressed; 2 and then 1 is 21.",
                        max_length=8,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[0-9*#]+$", "Keys are digits, * and #.")],
                        verbose_name="key",
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="what the caller hears")),
                (
                    "preset",
                    models.CharField(
                        choices=[
                            ("internet", "Internet services"),
                            ("ecommerce", "E-commerce"),
                            ("general", "General"),
                        ],
                        default="general",
                        max_length=20,
                        verbose_name="line of business",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("frozen_account", "Frozen account"),
                            ("lost_money", "Lost money"),
                            ("stolen_account", "Stolen account"),
                            ("safety", "Personal safety"),
                            ("medical", "Treatment or medicine cannot wait"),
                            ("exam", "An exam is about to begin"),
                        ],
                        max_length=20,
                        verbose_name="fast lane",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
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
                "verbose_name": "phone menu key",
                "verbose_name_plural": "phone menu",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="reason")),
                ("before", models.JSONField()),
                ("at", models.DateTimeField(verbose_name="at")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="taken back")),
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
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "customers taken for one",
                "verbose_name_plural": "customers taken for one",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("complaint", models.F("other")), _negated=True),
                        name="a_person_is_joined_with_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_joining_is_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("same_customer", models.BooleanField(default=False, verbose_name="same customer")),
                ("same_order", models.BooleanField(default=False, verbose_name="same order")),
                ("text_percent", models.PositiveSmallIntegerField(null=True, verbose_name="text alike (%)")),
                ("found_at", models.DateTimeField(verbose_name="found")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("merged", "Merged"), ("different", "Not the same")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="likenesses",
                        to="complaints.complaint",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "likely duplicate",
                "verbose_name_plural": "likely duplicates",
                "ordering": ["-same_order", "-text_percent", "-other"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at", None)), fields=["complaint"], name="likeness_undecided"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "other"), name="a_pair_is_found_once"),
                    models.CheckConstraint(
                        condition=models.Q(("complaint__gt", models.F("other"))), name="the_other_is_older"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("same_customer", True),
                            ("same_order", True),
                            ("text_percent__isnull", False),
                            _connector="OR",
                        ),
                        name="a_likeness_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("verdict", "")),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_verdict_is_somebodys",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LikenessRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "least_percent",
                    models.PositiveSmallIntegerField(
                        default=25,
                        help_text="From here on the words speak for it where customer or order are the same.",
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="text alike of one customer or order (%)",
                    ),
                ),
                (
                    "stranger_percent",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="From here on the words alone are enough.",
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="text alike of strangers (%)",
                    ),
                ),
                (
                    "lately_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="A complaint closed longer ago is no longer compared.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="closed in the last days",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules for likely duplicates",
                "verbose_name_plural": "rules for likely duplicates",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_row_of_likeness_rules")
                ],
            },
        ),
        migrations.CreateModel(
            name="MediaLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.PositiveSmallIntegerField()),
                ("url", complaints.crypto.fields.SealedTextField(verbose_name="link")),
                ("name", complaints.crypto.fields.SealedTextField(blank=True, default="", verbose_name="file name")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("leased_until", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="code")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.connector"
                    ),
                ),
                (
                    "inbound",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="media", to="complaints.inbound"
                    ),
                ),
            ],
            options={
                "verbose_name": "link to a file",
                "verbose_name_plural": "links to files",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["due_at", "id"], name="media_to_fetch")
                ],
                "constraints": [models.UniqueConstraint(fields=("inbound", "place"), name="a_link_has_its_place")],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_same_person", models.BooleanField(verbose_name="same customer")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("moved", models.JSONField()),
                ("at", models.DateTimeField(verbose_name="at")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="taken back")),
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
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="complaints.complaint"
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.complaint"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("complaint", models.F("into")), _negated=True),
                        name="nothing_merges_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_same_person", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="strangers_are_merged_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_merge_is_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=30, verbose_name="step")),
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
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("S1", "S1 Urgent"), ("S2", "S2 Serious"), ("S3", "S3 Regular")],
                        max_length=2,
                        verbose_name="severity",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("app", "App message"),
                            ("wechat", "WeChat"),
                            ("phone", "Phone call"),
                            ("thread", "Reply where it was written"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("subject", models.CharField(max_length=100, verbose_name="subject")),
                ("body", models.TextField(max_length=1000, verbose_name="text")),
                (
                    "provider_template",
                    models.CharField(blank=True, max_length=60, verbose_name="provider's template code"),
                ),
            ],
            options={
                "verbose_name": "message template",
                "verbose_name_plural": "message templates",
                "ordering": ["step", "language", "severity", "channel"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("step", "language", "severity", "channel"),
                        name="one_template_for_a_case",
                        violation_error_message="There is a template for this case already. Change that one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OptionItem",
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
                    "value_cny",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="value (¥)"),
                ),
                ("quantity", models.PositiveIntegerField(blank=True, null=True, verbose_name="quantity")),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="complaints.option"
                    ),
                ),
            ],
            options={
                "verbose_name": "option item",
                "verbose_name_plural": "option items",
                "ordering": ["option", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("value_cny__gte", 0)), name="value_is_not_negative")
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="order number")),
                ("product", models.CharField(blank=True, max_length=200, verbose_name="product or service")),
                ("shop", models.CharField(blank=True, max_length=100, verbose_name="shop")),
                (
                    "amount_cny",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="amount (¥)"
                    ),
                ),
                ("placed_at", models.DateTimeField(blank=True, null=True, verbose_name="placed")),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="delivered")),
                (
                    "delivery_address",
                    complaints.crypto.fields.SealedTextField(blank=True, verbose_name="delivery address"),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("regular", "Regular customer"),
                            ("silver", "Silver member"),
                            ("gold", "Gold member"),
                            ("vip", "VIP"),
                        ],
                        default="regular",
                        max_length=10,
                        verbose_name="customer tier",
                    ),
                ),
                ("refreshed_at", models.DateTimeField(editable=False, null=True)),
                ("ask_at", models.DateTimeField(editable=False, null=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("failure", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "complainant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="complaints.complainant",
                    ),
                ),
            ],
            options={
                "verbose_name": "order",
                "verbose_name_plural": "orders",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ask_at__isnull", False)), fields=["ask_at", "id"], name="orders_to_ask"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="complaint",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaints",
                to="complaints.order",
                verbose_name="order",
            ),
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("evidence", "Waiting for the customer's evidence"),
                            ("choice", "Waiting for the customer's choice"),
                            ("answer", "Waiting for the customer's answer"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what the customer is asked")),
                ("started_at", models.DateTimeField(verbose_name="paused since")),
                ("bound_at", models.DateTimeField(verbose_name="waits until")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="reminded")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="resumed")),
                ("next_step_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "pause",
                "verbose_name_plural": "pauses",
                "ordering": ["started_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["next_step_at"], name="pause_with_a_step_owed"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("complaint",), name="one_pause_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bound_at__gt", models.F("started_at"))), name="a_pause_is_bounded"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="a_pause_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Policy",
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
                        max_length=20,
                        verbose_name="preset",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("active_from", models.DateTimeField(null=True, verbose_name="active from")),
                ("reopen_days", models.PositiveSmallIntegerField(default=30, verbose_name="reopen window (days)")),
                (
                    "loop_limit",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="dissatisfied rounds before a supervisor may decide"
                    ),
                ),
                (
                    "reminders",
                    models.JSONField(
                        default=complaints.models.policy.default_reminders,
                        verbose_name="reminders (percent of the time)",
                    ),
                ),
                (
                    "repeat_alert_minutes",
                    models.PositiveIntegerField(default=240, verbose_name="second overdue alert after (minutes)"),
                ),
                (
                    "escalate_after_minutes",
                    models.PositiveIntegerField(default=1440, verbose_name="escalated after being overdue (minutes)"),
                ),
                (
                    "wait_hours",
                    models.PositiveSmallIntegerField(default=72, verbose_name="longest wait for the customer (hours)"),
                ),
                (
                    "most_extensions",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="extensions an agent may give one deadline"
                    ),
                ),
                (
                    "frequent_complaints",
                    models.PositiveSmallIntegerField(default=3, verbose_name="frequent from how many complaints"),
                ),
                (
                    "frequent_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="frequent within how many days"),
                ),
                (
                    "apology_coupons",
                    models.JSONField(
                        default=complaints.models.policy.default_coupons,
                        verbose_name="coupon for a broken promise (¥, by tier)",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why this version")),
                ("edits", models.PositiveIntegerField(default=0)),
                ("drafted_at", models.DateTimeField(null=True, verbose_name="drafted")),
                ("activated_at", models.DateTimeField(null=True, verbose_name="activated")),
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
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="desk",
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="complaints.workcalendar",
                        verbose_name="calendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "policy",
                "verbose_name_plural": "policies",
                "ordering": ["preset", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("preset", "version"), name="policy_versions_are_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("active_from", None)), fields=("preset",), name="one_draft_of_a_preset"
                    ),
                    models.CheckConstraint(condition=models.Q(("wait_hours__gt", 0)), name="a_wait_is_bounded"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("acknowledgement", "Acknowledgement"),
                            ("first_contact", "First contact"),
                            ("commitment", "Promise to the customer"),
                            ("direction", "Direction of a solution"),
                            ("investigation", "Investigation started"),
                            ("verification", "Goods verified"),
                            ("solution", "Solution"),
                            ("task", "Task"),
                            ("revisit", "Revisit"),
                            ("progress", "Progress notice"),
                            ("frontline", "Solution at the frontline"),
                            ("step_in", "Supervisor steps in"),
                            ("joint_solution", "Joint solution"),
                            ("legal_step_in", "Legal steps in"),
                            ("outside", "Outside body"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("S1", "S1 Urgent"), ("S2", "S2 Serious"), ("S3", "S3 Regular")],
                        max_length=2,
                        verbose_name="severity",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                ("nature", models.CharField(blank=True, max_length=20, verbose_name="nature")),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("frozen_account", "Frozen account"),
                            ("lost_money", "Lost money"),
                            ("stolen_account", "Stolen account"),
                            ("safety", "Personal safety"),
                            ("medical", "Treatment or medicine cannot wait"),
                            ("exam", "An exam is about to begin"),
                        ],
                        max_length=20,
                        verbose_name="fast lane",
                    ),
                ),
                ("minutes", models.PositiveIntegerField(null=True, verbose_name="minutes")),
                ("days", models.PositiveSmallIntegerField(null=True, verbose_name="working days")),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("always", "Around the clock"),
                            ("working", "Working time"),
                            ("legal", "Working days by law"),
                        ],
                        default="always",
                        max_length=10,
                        verbose_name="clock",
                    ),
                ),
                (
                    "pauses",
                    models.BooleanField(default=False, verbose_name="stands still while waiting for the customer"),
                ),
                ("escalates", models.BooleanField(default=False, verbose_name="escalates when overdue")),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="complaints.policy"
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline rule",
                "verbose_name_plural": "deadline rules",
                "ordering": ["kind", "urgency", "severity", "priority", "nature"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("policy", "kind", "severity", "priority", "nature", "urgency"),
                        name="one_rule_per_case_of_a_policy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("days", None), ("minutes__gt", 0)),
                            models.Q(("clock", "working"), ("days__gt", 0), ("minutes", None)),
                            _connector="OR",
                        ),
                        name="a_rule_gives_time",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="deadline",
            name="policy",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.policy"
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.policy"
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("offered", "Waiting for the customer"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("sent_back", "Sent back"),
                            ("taken_back", "Taken back"),
                            ("impossible", "Could not be executed"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("message", models.TextField(max_length=5000, verbose_name="message to the customer")),
                ("improvement", models.TextField(blank=True, max_length=2000, verbose_name="improvement")),
                (
                    "compensation_cny",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="highest value (¥)"),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
                (
                    "approved_under_cny",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="limit (¥)"),
                ),
                ("approved_hash", models.CharField(blank=True, max_length=64)),
                ("offered_at", models.DateTimeField(null=True, verbose_name="offered")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                ("answered_via", models.CharField(blank=True, max_length=20, verbose_name="answered via")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                ("wish", models.TextField(blank=True, max_length=2000, verbose_name="asked for instead")),
                (
                    "wish_cny",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="sum asked for (¥)"),
                ),
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
                    "chosen",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.option",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="complaints.complaint"
                    ),
                ),
                (
                    "in_name_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["complaint", "pk"],
                "indexes": [
                    models.Index(fields=["status"], name="proposal_by_status"),
                    models.Index(fields=["proposed_at"], name="proposal_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("draft", "submitted", "approved", "offered"))),
                        fields=("complaint",),
                        name="one_proposal_alive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "submitted",
                                    "approved",
                                    "offered",
                                    "accepted",
                                    "refused",
                                    "sent_back",
                                    "taken_back",
                                    "impossible",
                                ],
                            )
                        ),
                        name="proposal_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at", None),
                                ("approved_by", None),
                                ("approved_hash", ""),
                                ("approved_under_cny", None),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("approved_under_cny__isnull", False),
                                models.Q(("approved_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="approved_whole_or_not_at_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["approved", "offered", "accepted", "refused", "impossible"]),
                                _negated=True,
                            ),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="nothing_offered_unapproved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_under_cny", None),
                            ("approved_under_cny__gte", models.F("compensation_cny")),
                            _connector="OR",
                        ),
                        name="approval_covers_compensation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_hash", ""), ("approved_hash", models.F("content_hash")), _connector="OR"
                        ),
                        name="approval_is_of_this_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wish_cny", None),
                            models.Q(("wish_cny__gte", 0), models.Q(("wish", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_sum_asked_for_comes_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            models.Q(("answered_at__isnull", False), ("chosen__isnull", False)),
                            _connector="OR",
                        ),
                        name="accepted_means_chosen",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="option",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="options", to="complaints.proposal"
            ),
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rung", models.CharField(max_length=20, verbose_name="under whose limits")),
                ("limits_version", models.PositiveIntegerField(verbose_name="version of the limits")),
                ("month", models.CharField(max_length=6, verbose_name="month")),
                ("standing_cny", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="standing (¥)")),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grant", to="complaints.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "grant",
                "verbose_name_plural": "grants",
                "indexes": [models.Index(fields=["month", "rung"], name="grant_of_month")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("standing_cny__gte", 0)), name="a_grant_is_not_negative")
                ],
            },
        ),
        migrations.AddField(
            model_name="complaint",
            name="accepted_proposal",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="complaints.proposal",
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("content_hash", models.CharField(max_length=64)),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="complaints.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["proposal", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "by"), name="one_yes_of_one_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_name_of", None),
                            models.Q(("in_name_of", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_acts_on_their_own_behalf",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quiet_from", models.TimeField(default=datetime.time(21, 0), verbose_name="quiet from")),
                ("quiet_until", models.TimeField(default=datetime.time(8, 0), verbose_name="quiet until")),
                (
                    "most_a_day",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most messages a day to one customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "sending rules",
                "verbose_name_plural": "sending rules",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_row_of_sending_rules"),
                    models.CheckConstraint(condition=models.Q(("most_a_day__gte", 1)), name="some_messages_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Split",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="reason")),
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
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="split", to="complaints.complaint"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="splits", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "split",
                "verbose_name_plural": "splits",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("complaint", models.F("of")), _negated=True),
                        name="nothing_is_split_off_itself",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "A complaint was given to you"),
                            ("deadline_near", "A deadline draws near"),
                            ("deadline_missed", "A deadline has passed"),
                            ("deadline_escalated", "A passed deadline was escalated"),
                            ("chased", "The customer presses"),
                            ("answered", "The customer answered"),
                            ("wrote", "The customer wrote"),
                            ("evidence", "The customer sent files"),
                            ("letter", "A letter needs somebody to look at it"),
                            ("reopened", "The customer opened it again"),
                            ("waiting_over", "The customer did not answer in time"),
                            ("message_parked", "A message could not be delivered"),
                            ("escalated", "A complaint was escalated to you"),
                            ("stepped_in", "Somebody with more power stepped in"),
                            ("escalation_ended", "An escalation was answered"),
                            ("approval_asked", "A proposal waits for you"),
                            ("approval_near", "A proposal still waits for you"),
                            ("approval_raised", "A decision went to the next level"),
                            ("approved", "Your proposal was approved"),
                            ("sent_back", "Your proposal was sent back"),
                            ("staff_named", "A complaint is about its own handler"),
                            ("meeting_convened", "You are asked to a joint meeting"),
                            ("minutes_recorded", "A joint meeting has its minutes"),
                            ("high_risk", "A complaint is at high risk"),
                            ("care", "A care reminder is due"),
                            ("incident", "A group incident is suspected"),
                            ("incident_team", "You were named to a response team"),
                            ("cause_owed", "A root cause analysis is owed"),
                            ("improvement", "An improvement needs you"),
                            ("library", "A library case needs you"),
                            ("inspected", "Your handling was inspected"),
                            ("inspection_appealed", "Somebody appeals against a score"),
                            ("inspection_decided", "Your appeal against a score was decided"),
                            ("revisit_call", "A customer is to be asked by you"),
                            ("revisit_late", "A revisit call was not made in time"),
                            ("oversees", "You watch over a complaint that came back"),
                            ("revisit_limit", "Only your decision closes a complaint"),
                            ("warning", "Complaints of one kind rise"),
                            ("matter", "You represent the house before an outside body"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("at", models.DateTimeField(verbose_name="at")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
                ("by_email", models.BooleanField(default=False)),
                ("by_robot", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("parked_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="why not")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_notices",
                        to="complaints.complaint",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "staff notice",
                "verbose_name_plural": "staff notices",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["to", "-at"], name="notices_of_a_person"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["to"], name="notices_unread"),
                    models.Index(
                        condition=models.Q(
                            ("parked_at", None),
                            ("sent_at", None),
                            models.Q(("by_email", False), ("by_robot", False), _negated=True),
                        ),
                        fields=["due_at"],
                        name="notices_to_send",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=200)),
                ("request_digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", complaints.crypto.fields.SealedTextField(blank=True)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("holder", "key"), name="a_key_is_used_once")],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("contact", "Contact"),
                            ("investigation", "Investigation"),
                            ("meeting", "Joint meeting"),
                            ("execution", "Execution"),
                            ("outside", "Obligation"),
                        ],
                        max_length=15,
                        verbose_name="stage",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="what to do")),
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
                    "compensation_cny",
                    models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="value (¥)"),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                ("result", models.TextField(blank=True, max_length=2000, verbose_name="result")),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="cancelled")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="complaints.complaint"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="complaints.optionitem",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None), ("done_at", None)),
                        fields=["department", "due_at"],
                        name="task_open_of_department",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="task_done_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage", "contact"), models.Q(("title", ""), _negated=True), _connector="OR"
                        ),
                        name="a_task_says_what_to_do",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("cancelled_at", None), _connector="OR"),
                        name="task_done_or_cancelled",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None), ("item__isnull", False)),
                        fields=("item",),
                        name="an_item_is_executed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.evidence"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "constraints": [models.UniqueConstraint(fields=("task", "evidence"), name="a_file_proves_a_task_once")],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=40, verbose_name="purpose")),
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
                ("value_cny", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="value (¥)")),
                ("reference", models.CharField(blank=True, max_length=100, verbose_name="payment reference")),
                ("booked_at", models.DateTimeField(verbose_name="booked")),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="booked by",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ledger", to="complaints.complaint"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="complaints.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger entry",
                "verbose_name_plural": "compensation ledger",
                "ordering": ["-booked_at", "-pk"],
                "indexes": [models.Index(fields=["booked_at"], name="ledger_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "purpose"), name="a_task_is_booked_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("task", None)),
                        fields=("complaint", "purpose"),
                        name="booked_once_without_a_task",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value_cny__gte", 0)), name="booked_value_is_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("task__isnull", False), ("measure", "coupon"), _connector="OR"),
                        name="without_a_task_only_a_coupon",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure__in", ["advance_payment", "fee_waiver", "refund"]), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="money_is_booked_with_its_reference",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="tasks",
            field=models.ManyToManyField(related_name="evidence", through="complaints.Proof", to="complaints.task"),
        ),
        migrations.AddField(
            model_name="deadline",
            name="task",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="deadlines", to="complaints.task"
            ),
        ),
        migrations.CreateModel(
            name="TextKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="text_keys", to="complaints.complaint"
                    ),
                ),
            ],
            options={
                "verbose_name": "text key",
                "verbose_name_plural": "text keys",
                "constraints": [models.UniqueConstraint(fields=("key", "complaint"), name="a_text_has_a_key_once")],
            },
        ),
        migrations.CreateModel(
            name="UrgentWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("frozen_account", "Frozen account"),
                            ("lost_money", "Lost money"),
                            ("stolen_account", "Stolen account"),
                            ("safety", "Personal safety"),
                            ("medical", "Treatment or medicine cannot wait"),
                            ("exam", "An exam is about to begin"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="fast lane",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        editable=False,
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "phrases",
                    models.TextField(
                        blank=True,
                        help_text="One per line; … stands for a few characters in between. Denied words do not count.",
                        max_length=4000,
                        validators=[complaints.models.urgent_words.are_phrases],
                        verbose_name="words",
                    ),
                ),
                (
                    "unless",
                    models.TextField(
                        blank=True,
                        help_text="One per line, plain words: what looks alike and means something else.",
                        max_length=4000,
                        validators=[complaints.models.urgent_words.are_phrases],
                        verbose_name="unless these words overlap",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "words of the fast lane",
                "verbose_name_plural": "words of the fast lane",
                "ordering": ["urgency", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("urgency", "language"), name="a_fast_lane_has_one_list")
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("address", complaints.crypto.fields.SealedTextField(verbose_name="address")),
                ("kinds", models.JSONField(blank=True, default=list, verbose_name="events")),
                ("secret", complaints.crypto.fields.SealedTextField(editable=False)),
                ("former_secret", complaints.crypto.fields.SealedTextField(blank=True, default="", editable=False)),
                ("former_until", models.DateTimeField(editable=False, null=True)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("review.improvement_handed_over", "Improvement handed over")],
                        max_length=60,
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("leased_until", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("parked_at", models.DateTimeField(null=True, verbose_name="parked")),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="complaints.complaintevent",
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="complaints.webhook"
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook call",
                "verbose_name_plural": "webhook calls",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("parked_at", None), ("sent_at", None)),
                        fields=["due_at", "id"],
                        name="call_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("webhook", "event"), name="an_event_is_told_once_a_webhook"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("event__isnull", False), ("kind", "")),
                            models.Q(("at__isnull", False), ("event", None), models.Q(("kind", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_call_tells_an_event_or_something_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WecomAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("corp_id", models.CharField(max_length=40, verbose_name="corp id")),
                ("app_secret", complaints.crypto.fields.SealedTextField(verbose_name="secret of the app")),
                ("token", complaints.crypto.fields.SealedTextField(verbose_name="callback token")),
                ("callback_key", complaints.crypto.fields.SealedTextField(verbose_name="EncodingAESKey")),
                ("access_token", complaints.crypto.fields.SealedTextField(blank=True, default="", editable=False)),
                ("access_until", models.DateTimeField(editable=False, null=True)),
                (
                    "connector",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wecom",
                        to="complaints.connector",
                        verbose_name="connector",
                    ),
                ),
            ],
            options={
                "verbose_name": "WeCom customer service",
                "verbose_name_plural": "WeCom customer service",
            },
        ),
        migrations.CreateModel(
            name="WecomInbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("open_kfid", models.CharField(max_length=64)),
                ("cursor", models.CharField(blank=True, max_length=200)),
                ("token", complaints.crypto.fields.SealedTextField(blank=True, default="")),
                ("due_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inboxes",
                        to="complaints.wecomaccount",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at", "id"], name="wecom_to_pull"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("account", "open_kfid"), name="an_inbox_is_read_once")],
            },
        ),
        migrations.CreateModel(
            name="WordRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vague", "Vague time"),
                            ("jargon", "Jargon"),
                            ("brush_off", "Blame or brush-off"),
                            ("promise", "Promise that cannot be kept"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "phrase",
                    models.CharField(
                        help_text="… stands for a few characters in between.",
                        max_length=60,
                        validators=[complaints.models.word_rule.is_a_phrase],
                        verbose_name="phrase",
                    ),
                ),
                ("suggestion", models.CharField(max_length=200, verbose_name="say instead")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "简体中文"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "word rule",
                "verbose_name_plural": "word rules",
                "ordering": ["kind", "language", "phrase"],
                "constraints": [models.UniqueConstraint(fields=("phrase", "language"), name="a_phrase_has_one_rule")],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="date")),
                ("works", models.BooleanField(default=False, verbose_name="works")),
                ("hours", models.CharField(blank=True, max_length=60, verbose_name="hours")),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="note")),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="complaints.workcalendar"
                    ),
                ),
            ],
            options={
                "verbose_name": "exception",
                "verbose_name_plural": "exceptions",
                "ordering": ["on"],
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "on"), name="one_word_about_a_date"),
                    models.CheckConstraint(
                        condition=models.Q(("works", True), ("hours", ""), _connector="OR"),
                        name="a_day_off_has_no_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(verbose_name="changed")),
                ("reached", models.PositiveBigIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0, verbose_name="complaints whose deadlines moved")),
                (
                    "passed_over",
                    models.PositiveIntegerField(default=0, verbose_name="complaints that could not be counted"),
                ),
                ("next_step_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "calendar",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="complaints.workcalendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a calendar",
                "verbose_name_plural": "changes of calendars",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ChannelAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("smtp", "E-mail (SMTP)"),
                            ("signed_sms", "SMS by a signed webhook"),
                            ("aliyun_sms", "SMS by Alibaba Cloud"),
                            ("signed_app", "App message by a signed webhook"),
                            ("signed_wechat", "WeChat service message by a signed webhook"),
                            ("wecom", "WeCom group robot"),
                            ("dingtalk", "DingTalk group robot"),
                            ("feishu", "Feishu group robot"),
                            ("signed_orders", "Order look-up by a signed webhook"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("serves", models.CharField(editable=False, max_length=10, verbose_name="serves")),
                ("address", complaints.crypto.fields.SealedTextField(verbose_name="address")),
                ("login", models.CharField(blank=True, max_length=120, verbose_name="user name or key id")),
                (
                    "secret",
                    complaints.crypto.fields.SealedTextField(blank=True, default="", verbose_name="password or secret"),
                ),
                ("sender", models.CharField(blank=True, max_length=120, verbose_name="sender")),
                ("allow_plain", models.BooleanField(default=False, verbose_name="allow without encryption")),
                (
                    "allow_private",
                    models.BooleanField(default=False, verbose_name="allow private addresses and any port"),
                ),
                ("confirms", models.BooleanField(default=False, verbose_name="reports arrivals")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="desk",
                    ),
                ),
            ],
            options={
                "verbose_name": "channel account",
                "verbose_name_plural": "channel accounts",
                "ordering": ["serves", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True), models.Q(("serves", "robot"), _negated=True)),
                        fields=("serves",),
                        name="a_channel_has_one_account_in_use",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serves", ""), _negated=True), name="account_serves_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceProfile",
            fields=[
                (
                    "complainant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to="complaints.complainant",
                    ),
                ),
                ("best_time", models.CharField(blank=True, max_length=120, verbose_name="best time to call")),
                ("notes", models.TextField(blank=True, max_length=2000, verbose_name="what to know")),
                ("updated_at", models.DateTimeField(verbose_name="updated")),
                (
                    "named_agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked after by",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "service profile",
                "verbose_name_plural": "service profiles",
            },
        ),
        migrations.CreateModel(
            name="CareReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(verbose_name="on")),
                ("note", models.CharField(max_length=300, verbose_name="what to do")),
                ("at", models.DateTimeField(verbose_name="at")),
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
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_reminders",
                        to="complaints.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "care reminder",
                "verbose_name_plural": "care reminders",
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("told_at", None)), fields=["due_on"], name="care_to_tell")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(fields=("proposal", "position"), name="options_are_numbered_once"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("accepted_proposal__isnull", False)),
                fields=["category", "-id"],
                name="complaint_decided_of_category",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("arriving_in__isnull", False)), fields=["arriving_in"], name="complaint_arriving"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["executing", "revisit"]), _negated=True),
                    ("accepted_proposal__isnull", False),
                    _connector="OR",
                ),
                name="nothing_executes_unaccepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("cancelled_at", None),
                    ("met_at", None),
                    models.Q(("kind__in", ["task", "commitment", "outside"]), _negated=True),
                ),
                fields=("complaint", "kind"),
                name="one_running_deadline_of_a_kind",
            ),
        ),
    ]
