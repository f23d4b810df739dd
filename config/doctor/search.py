"""Whether parts of words are found by an index."""

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from config.doctor.findings import doubtful, fine

_STATEMENTS = (
    "CREATE EXTENSION pg_trgm; "
    "CREATE INDEX search_term_parts ON knowledge_searchterm USING gin (upper(term) gin_trgm_ops);"
)


def search():
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('search_words'), to_regclass('search_term_parts')")
            words, parts = cursor.fetchone()
    except DatabaseError:
        return
    if words is None:
        # The migrations are waiting, which is told elsewhere.
        return
    if parts is None:
        yield doubtful(
            _(
                "The database lacks the extension %(extension)s: parts of words in the case library are found slowly. "
                "As its owner run: %(statements)s"
            ),
            extension="pg_trgm",
            statements=_STATEMENTS,
        )
    else:
        yield fine(_("The case library finds words and parts of words by an index."))
