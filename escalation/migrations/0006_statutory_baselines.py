from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0005_steps_of_requests"),
    ]

    operations = [
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
    ]
