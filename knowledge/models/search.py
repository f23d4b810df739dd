from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.category import Nature


class SearchKind(models.TextChoices):
    CASE = "case", _("Case")
    PLAYBOOK = "playbook", _("Playbook")
    SCRIPT = "script", _("Script")
    #: Documents of a measurement of the search itself; they are gone when it ends.
    MEASURED = "measured", _("Measured")


class SearchDocument(models.Model):
    """What the search knows of one thing all staff may read; the thing itself stands elsewhere (KNO-4)."""

    kind = models.CharField(max_length=20, choices=SearchKind)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField()
    #: What people asked when this helped them, a question a line.
    asked = models.TextField(blank=True)
    #: Title, text and questions cut into words, with a blank between; the words of the title once more, after a `_`.
    words = models.TextField()
    category = models.ForeignKey(
        "complaints.Category",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    nature = models.CharField(max_length=20, choices=Nature, blank=True)
    product = models.CharField(max_length=200, blank=True)
    quality = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-quality", "-updated_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_document_a_thing")]
        indexes = [
            models.Index(fields=["-quality", "-updated_at", "-id"], name="search_best_first"),
            models.Index(fields=["product"], name="search_product"),
            models.Index(fields=["nature"], name="search_nature"),
        ]

    def __str__(self):
        return self.title


class SearchTag(models.Model):
    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "document"], name="one_tag_a_document")]

    def __str__(self):
        return self.tag


class SearchTerm(models.Model):
    """A word of the documents and how many of them have it; the empty word stands for all of them.

    By `head` and `tail` a misspelt word finds those it may have been meant as.
    """

    term = models.CharField(max_length=41, primary_key=True)
    documents = models.IntegerField()
    head = models.CharField(max_length=2, blank=True)
    tail = models.CharField(max_length=2, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["head"], name="search_term_head"),
            models.Index(fields=["tail"], name="search_term_tail"),
        ]

    def __str__(self):
        return self.term
