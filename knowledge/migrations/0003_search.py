import django.db.models.deletion
from django.db import DatabaseError, migrations, models, transaction

# A set of words, cut before they come here: no parser and no locale of the server has a say in it. Its price keeps the
# planner from working it out row by row where the index knows it, and from waking workers who would do so.
WORDS_OF = """
CREATE OR REPLACE FUNCTION redress_words(words text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE COST 1000
AS $$ BEGIN RETURN array_to_tsvector(string_to_array(words, ' ')); END $$
"""


def make_full_text(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS_OF)
        # What is written shortly before a search must not wait in a list that every search reads.
        schema_editor.execute(
            "CREATE INDEX search_words ON knowledge_searchdocument USING gin (redress_words(words))"
            " WITH (fastupdate = off)"
        )
        make_trigrams(schema_editor)
    else:
        schema_editor.execute(
            "CREATE VIRTUAL TABLE knowledge_searchwords USING fts5("
            "words, content='knowledge_searchdocument', content_rowid='id', detail='none', columnsize=0, "
            "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )


def make_trigrams(schema_editor):
    """Without them parts of words are still found, only slower; `doctor` says so.

    Over capitals, which nothing but the search for parts asks for: looking up whole words must not wander in here.
    """
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                "CREATE INDEX search_term_parts ON knowledge_searchterm USING gin (upper(term) gin_trgm_ops)"
            )
    except DatabaseError:
        return


def drop_full_text(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_words")
        schema_editor.execute("DROP FUNCTION redress_words(text)")
        schema_editor.execute("DROP INDEX IF EXISTS search_term_parts")
    else:
        schema_editor.execute("DROP TABLE knowledge_searchwords")


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0002_sending_rules"),
        ("knowledge", "0002_library"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("case", "Case"),
                            ("playbook", "Playbook"),
                            ("script", "Script"),
                            ("measured", "Measured"),
                        ],
                        max_length=20,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("asked", models.TextField(blank=True)),
                ("words", models.TextField()),
                (
                    "nature",
                    models.CharField(
                        blank=True,
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
                    ),
                ),
                ("product", models.CharField(blank=True, max_length=200)),
                ("quality", models.PositiveSmallIntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="complaints.category",
                    ),
                ),
            ],
            options={
                "ordering": ["-quality", "-updated_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SearchTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=60)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="knowledge.searchdocument"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("term", models.CharField(max_length=41, primary_key=True, serialize=False)),
                ("documents", models.IntegerField()),
                ("head", models.CharField(blank=True, max_length=2)),
                ("tail", models.CharField(blank=True, max_length=2)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["head"], name="search_term_head"),
                    models.Index(fields=["tail"], name="search_term_tail"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(fields=["-quality", "-updated_at", "-id"], name="search_best_first"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(fields=["product"], name="search_product"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(fields=["nature"], name="search_nature"),
        ),
        migrations.AddConstraint(
            model_name="searchdocument",
            constraint=models.UniqueConstraint(fields=("kind", "object_id"), name="one_document_a_thing"),
        ),
        migrations.AddConstraint(
            model_name="searchtag",
            constraint=models.UniqueConstraint(fields=("tag", "document"), name="one_tag_a_document"),
        ),
        migrations.RunPython(make_full_text, drop_full_text),
    ]
