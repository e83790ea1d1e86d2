"""The rows from which the search answers, derived from a company and written with it."""

from django.db import models


class SearchRow(models.Model):
    """What the search engine needs of one company; `removed` marks a tombstone.

    The packed columns hold fixed-size records (their layout stands in `companies.search.packing`), so that a
    directory of a million firms is read into arrays without looking at single rows. `passages` says where in the
    firm's own texts a concept was recognised; it is read for the hits of a page only.
    """

    company = models.OneToOneField(
        "companies.Company",
        on_delete=models.DO_NOTHING,  # a tombstone outlives its company
        db_constraint=False,
        primary_key=True,
        related_name="search_row",
        verbose_name="Unternehmen",
    )
    change_number = models.BigIntegerField("Änderungsnummer", unique=True)
    removed = models.BooleanField("entfernt", default=False)
    sort_name = models.CharField("Sortiername", max_length=220, blank=True)
    kind = models.CharField("Art", max_length=14, blank=True)
    size_class = models.CharField("Größenklasse", max_length=8, blank=True)
    confirmed_at = models.DateField("bestätigt am", null=True, blank=True)
    concepts = models.BinaryField("Begriffe", default=bytes)
    words = models.BinaryField("Wörter", default=bytes)
    certificates = models.BinaryField("Zertifikate", default=bytes)
    sites = models.BinaryField("Standorte", default=bytes)
    clusters = models.BinaryField("Cluster", default=bytes)
    limits = models.BinaryField("Grenzwerte", default=bytes)
    passages = models.JSONField("Fundstellen", default=list)

    class Meta:
        verbose_name = "Suchzeile"
        verbose_name_plural = "Suchzeilen"

    def __str__(self) -> str:
        return f"{self.company_id} · {self.change_number}"


class SearchTerm(models.Model):
    """A concept or word that occurs in some row, under the number by which rows refer to it.

    `surface` is one spelling in which a word occurs, to be shown to people.
    """

    id = models.AutoField(primary_key=True)
    text = models.CharField("Begriff oder Wort", max_length=160, unique=True)
    surface = models.CharField("Schreibweise", max_length=120, blank=True)

    class Meta:
        verbose_name = "Suchbegriff"
        verbose_name_plural = "Suchbegriffe"

    def __str__(self) -> str:
        return self.text


class SearchState(models.Model):
    """One row: the epoch of the search rows; a new epoch makes every process forget what it has read."""

    epoch = models.UUIDField("Epoche")

    class Meta:
        verbose_name = "Stand der Suche"
        verbose_name_plural = "Stand der Suche"

    def __str__(self) -> str:
        return str(self.epoch)


class SearchMiss(models.Model):
    """Something that was searched for and hardly found, counted without the person who searched."""

    digest = models.CharField("Kennung", max_length=64, unique=True, editable=False)
    criteria = models.JSONField("Gesucht")
    hits = models.PositiveIntegerField("Treffer zuletzt")
    times = models.PositiveIntegerField("Anzahl", default=1)
    first_on = models.DateField("zuerst am")
    last_on = models.DateField("zuletzt am", db_index=True)

    class Meta:
        verbose_name = "vergebliche Suche"
        verbose_name_plural = "vergebliche Suchen"
        ordering = ["-last_on", "-times", "pk"]

    def __str__(self) -> str:
        return ", ".join(str(word) for words in self.criteria.values() for word in words)
