# Written by makemigrations.

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import knowledge.models.book


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=40, verbose_name="title")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("foreword", models.TextField(blank=True, max_length=5000, verbose_name="foreword")),
                ("natures", models.JSONField(default=list, verbose_name="chapters")),
                ("cases", models.JSONField(default=list, verbose_name="cases")),
                ("edits", models.PositiveIntegerField(default=0, editable=False)),
                ("composed_at", models.DateTimeField(verbose_name="composed")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="issued")),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("ordinal", models.PositiveSmallIntegerField(null=True)),
                ("form", models.PositiveSmallIntegerField(default=0)),
                ("content", models.JSONField(default=dict)),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                ("pages", models.PositiveIntegerField(null=True, verbose_name="pages")),
                ("pdf", models.FileField(blank=True, upload_to=knowledge.models.book.private_path)),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("docx", models.FileField(blank=True, upload_to=knowledge.models.book.private_path)),
                ("docx_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "composed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="composed by",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="issued by",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "Red Book",
                "ordering": ["-composed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("docx", ""),
                                ("docx_sha256", ""),
                                ("issued_at", None),
                                ("issued_by", None),
                                ("ordinal", None),
                                ("pages", None),
                                ("pdf", ""),
                                ("pdf_sha256", ""),
                                ("sha256", ""),
                                ("year", None),
                            ),
                            models.Q(
                                ("issued_at__isnull", False),
                                ("issued_by__isnull", False),
                                ("ordinal__isnull", False),
                                ("pages__isnull", False),
                                ("year__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                                models.Q(("pdf", ""), _negated=True),
                                models.Q(("docx", ""), _negated=True),
                                models.Q(("pdf_sha256", ""), _negated=True),
                                models.Q(("docx_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="edition_issued_whole_or_not_at_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_by", None),
                            models.Q(("issued_by", models.F("composed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="edition_issued_by_another",
                    ),
                    models.UniqueConstraint(fields=("year", "ordinal"), name="edition_numbered_once"),
                ],
            },
        ),
    ]
