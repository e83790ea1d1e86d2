"""The rows from which the search answers, derived from a company and written with it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
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


class SearchFound(models.Model):
    """One first page of a search, without the person who searched: what was wanted and which firms were shown.

    `wanted` holds nodes of the vocabulary as "process:drehen", and "any:material" or "any:certificate" where one was
    asked for. These rows live until the next sum (see `companies.domain.found_counts`); the table is not logged, so
    that adding a row costs a search next to nothing, and is empty after a crash of the server.
    """

    on = models.DateField("am")
    clusters = ArrayField(models.BigIntegerField(), verbose_name="Cluster")
    wanted = ArrayField(models.CharField(max_length=140), verbose_name="Gesucht")
    firms = ArrayField(models.BigIntegerField(), verbose_name="gezeigte Unternehmen")

    class Meta:
        verbose_name = "gezeigte Suchseite"
        verbose_name_plural = "gezeigte Suchseiten"

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y}: {', '.join(self.wanted)}"


class FoundCount(models.Model):
    """In how many searches of a month a firm was shown; `wanted` is a node that was asked for, "" all searches."""

    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="found_counts", verbose_name="Unternehmen"
    )
    month = models.DateField("Monat", db_index=True, help_text="Der erste Tag.")
    wanted = models.CharField("Gesucht", max_length=140, blank=True)
    times = models.PositiveIntegerField("Anzahl")

    class Meta:
        verbose_name = "Fundzahl"
        verbose_name_plural = "Fundzahlen"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "month", "wanted"],
                name="found_count_once",
                violation_error_message="Diese Fundzahl gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y} {self.wanted}: {self.times}"


class SearchCount(models.Model):
    """How many searches of a month in a cluster asked for just these nodes, whatever they found."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.CASCADE, related_name="search_counts", verbose_name="Cluster"
    )
    month = models.DateField("Monat", db_index=True, help_text="Der erste Tag.")
    wanted = ArrayField(models.CharField(max_length=140), verbose_name="Gesucht")
    times = models.PositiveIntegerField("Anzahl")

    class Meta:
        verbose_name = "Suchzahl"
        verbose_name_plural = "Suchzahlen"
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "month", "wanted"],
                name="search_count_once",
                violation_error_message="Diese Suchzahl gibt es schon.",
            )
        ]
        indexes = [GinIndex(fields=["wanted"], name="search_count_wanted")]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y} {', '.join(self.wanted)}: {self.times}"
