"""The few hundred documents worth ranking, through the full text of whichever database there is (KNO-4).

Each telling word has a list of the documents that have it; the lists are added up by weight. A list is as long as its
word is common. One that is too long gives that of the titles with the word, and of the documents that have another such
word as well.
"""

from itertools import combinations, islice

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, CharField, Func, Value

from knowledge.models import SearchDocument
from knowledge.services.search.entries import ALL, TITLE
from knowledge.words.ranking import Candidate

_MOST = 120
#: How many entries of all lists together are added up.
_LONGEST_LISTS = 3_000
#: With fewer found than this, so many of the words without a list are looked for along the best documents.
_FEW, _MOST_WALKED = 20, 2
#: So many of the best documents are looked through for it. Under narrow filters a walk without an end reads the text of
#: the whole library for a handful.
_WALK = 1_000
#: What stands in a larger share of the documents tells little; in a small library it is no work either.
_WIDEST, _SELDOM = 0.25, 200
_MOST_LISTS = 16
#: Of so many words with too long lists every two are asked for together.
_MOST_PAIRED = 4
#: Where a word and its weight are put in; no text anybody writes has a NUL in it.
_WORD, _WEIGHT = "\0word", "\0weight"


class _Holds(Func):
    """Whether a document has the word that is put in for `_WORD`, asked so that the index answers."""

    arity, output_field = 2, BooleanField()

    def as_postgresql(self, compiler, connection, **_context):
        return self._told(compiler, 1, "redress_words({}) @@ %s::tsquery")

    def as_sqlite(self, compiler, connection, **_context):
        return self._told(
            compiler, 0, "{} IN (SELECT rowid FROM knowledge_searchwords WHERE knowledge_searchwords MATCH %s)"
        )

    def _told(self, compiler, place, template):
        column, _none = compiler.compile(self.source_expressions[place])
        return template.format(column), [_WORD]


def candidates(asked, documents):
    """Those of `documents` that tell most by the words `asked` for."""
    lists = _lists(asked)
    keys = _added_up(lists, documents) if lists else []
    unlisted = (word for word in asked.weights if ((word,), asked.weights[word]) not in lists)
    for word in islice(unlisted, _MOST_WALKED):
        if len(keys) < _FEW:
            keys += _along_the_best(word, documents)
    return fetched(SearchDocument.objects.filter(pk__in=keys))


def fetched(documents):
    return [Candidate(*row) for row in documents.values_list(*Candidate._fields)]


def _lists(asked):
    """(words that a document of the list has, what they tell together), the most telling first."""
    chosen, too_long, left = [], [], _LONGEST_LISTS
    widest = max(_SELDOM, asked.counts[ALL] * _WIDEST)
    for word, weight in asked.weights.items():
        of_all, of_titles = asked.counts[word], asked.counts.get(TITLE + word, 0)
        if of_all <= min(left, widest):
            chosen.append(((word,), weight))
            left -= of_all
            continue
        too_long.append(word)
        if 0 < of_titles <= left:
            chosen.append(((TITLE + word,), weight))
            left -= of_titles
    for pair in combinations(too_long[:_MOST_PAIRED], 2):
        together = asked.counts[pair[0]] * asked.counts[pair[1]] / asked.counts[ALL]
        # Of a word and one inside it the list is as long as before.
        if together <= left and pair[0] not in pair[1] and pair[1] not in pair[0]:
            chosen.append((pair, sum(asked.weights[word] for word in pair)))
            left -= together
    return sorted(chosen, key=lambda one: -one[1])[:_MOST_LISTS]


def _added_up(lists, documents):
    """One list is told by the ORM, with its filters, and repeated with each word and weight put in."""
    listed = documents.order_by().filter(_Holds("pk", "words")).annotate(weight=Value(_WEIGHT, CharField()))
    try:
        sql, params = listed.values_list("pk", "weight").query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    sql = f"SELECT * FROM ({sql} LIMIT {_LONGEST_LISTS}) AS list"  # noqa: S608
    facts = [put_in.get(one, one) for put_in in map(_put_in, lists) for one in params]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pk FROM ({' UNION ALL '.join([sql] * len(lists))}) AS lists"  # noqa: S608
            " GROUP BY pk ORDER BY sum(weight) DESC, pk DESC LIMIT %s",
            [*facts, _MOST],
        )
        return [key for (key,) in cursor.fetchall()]


def _put_in(one):
    """A word is letters and digits and at most our own mark: nothing in it could end the quotes of either engine."""
    words, weight = one
    is_postgres = connection.vendor == "postgresql"
    query = " & ".join(f"'{word}'" for word in words) if is_postgres else " AND ".join(f'"{word}"' for word in words)
    return {_WORD: query, _WEIGHT: weight}


def _along_the_best(word, documents):
    """A word so common that the best documents hold enough of it to choose from."""
    best = SearchDocument.objects.filter(pk__in=documents.values("pk")[:_WALK])
    return list(best.filter(words__contains=word).values_list("pk", flat=True)[:_MOST])
