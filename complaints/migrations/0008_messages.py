import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import complaints.crypto.fields


def begin_with_the_defaults(apps, schema_editor):
    apps.get_model("complaints", "SendingRules").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("complaints", "0007_sweeps"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
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
            ],
            options={
                "verbose_name": "channel account",
                "verbose_name_plural": "channel accounts",
                "ordering": ["serves", "name"],
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
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="facts",
            field=complaints.crypto.fields.SealedTextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="delivery",
            name="is_urgent",
            field=models.BooleanField(default=False, verbose_name="leaves at night too"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="awaits_arrival",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="delivery",
            name="arrived_at",
            field=models.DateTimeField(null=True, verbose_name="arrived"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="provider_id",
            field=models.CharField(blank=True, max_length=120, verbose_name="provider's id"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_account", "This installation has no account for the channel"),
                    ("no_address", "The customer left no address for the channel"),
                    ("no_template", "The template lacks the provider's code"),
                    ("not_allowed", "The address of the channel account is not allowed"),
                    ("address_refused", "The customer's address was refused"),
                    ("rejected", "The provider rejected the message"),
                    ("unreachable", "The provider did not answer"),
                    ("unavailable", "The provider is out of order"),
                    ("too_many", "The provider takes no more for now"),
                    ("unreadable", "The message itself is damaged"),
                    ("nobody_calls", "Nobody calls about a closed complaint"),
                ],
                max_length=20,
                verbose_name="why not",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="tried",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="failure",
            field=models.CharField(blank=True, max_length=300, verbose_name="code"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["complaint", "id"], name="delivery_in_its_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                    _connector="OR",
                ),
                name="sent_at_some_time",
            ),
        ),
        migrations.AddField(
            model_name="channelaccount",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.team",
                verbose_name="desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="messagetemplate",
            constraint=models.UniqueConstraint(
                fields=("step", "language", "severity", "channel"),
                name="one_template_for_a_case",
                violation_error_message="There is a template for this case already. Change that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sendingrules",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="one_row_of_sending_rules"),
        ),
        migrations.AddConstraint(
            model_name="sendingrules",
            constraint=models.CheckConstraint(condition=models.Q(("most_a_day__gte", 1)), name="some_messages_a_day"),
        ),
        migrations.AddConstraint(
            model_name="channelaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True), models.Q(("serves", "robot"), _negated=True)),
                fields=("serves",),
                name="a_channel_has_one_account_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("serves", ""), _negated=True), name="account_serves_something"
            ),
        ),
        migrations.RunPython(begin_with_the_defaults, migrations.RunPython.noop, elidable=True),
    ]
