"""What staff made of pairs of firms, and how far the worker is."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from companies.enums import CompanyState
from companies.models import Cluster
from matching.enums import PairState

if TYPE_CHECKING:
    from accounts.models import User


class PairQuerySet(models.QuerySet["Pair"]):
    """Questions about pairs."""

    def staffed_by(self, user: "User | AnonymousUser") -> Self:
        """Keep the pairs of the clusters in which the person works as staff."""
        return self.filter(cluster__in=Cluster.objects.staffed_by(user))

    def in_directory(self) -> Self:
        """Keep pairs of which both firms are shown in the directory."""
        shown = CompanyState.PUBLISHED
        return self.filter(seeker__state=shown, provider__state=shown)

    def waiting(self, today: datetime.date) -> Self:
        """Keep what waits for a decision: new pairs, and postponed ones whose day has come."""
        return self.filter(waiting_lookup(today))


def waiting_lookup(today: datetime.date) -> Q:
    """Return the condition for pairs that wait for a decision on a day."""
    return Q(state=PairState.NEW) | Q(state=PairState.POSTPONED, remind_on__lte=today)


class Pair(models.Model):
    """A firm that offers what another one seeks as a partner, although nobody had asked."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.CASCADE, related_name="pairs", verbose_name="Cluster"
    )
    seeker = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="pairs_sought", verbose_name="sucht"
    )
    process = models.ForeignKey(
        "competences.Process", on_delete=models.CASCADE, related_name="+", verbose_name="Verfahren"
    )
    provider = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="pairs_offered", verbose_name="bietet"
    )
    score = models.FloatField("Bewertung")
    state = models.CharField(
        "Stand", max_length=9, choices=PairState.choices, default=PairState.NEW, editable=False
    )
    reason = models.CharField("Grund", max_length=300, blank=True)
    remind_on = models.DateField("wieder vorlegen am", null=True, blank=True)
    found_at = models.DateTimeField("gefunden am")
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden von",
    )

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "Paarung"
        verbose_name_plural = "Paarungen"
        ordering = ["-found_at", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "seeker", "process", "provider"],
                name="pair_once",
                violation_error_message="Diese Paarung steht schon in der Liste.",
            ),
            models.CheckConstraint(
                condition=~Q(seeker=models.F("provider")),
                name="pair_of_two",
                violation_error_message="Ein Unternehmen wird nicht mit sich selbst zusammengebracht.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PairState.DISMISSED) | ~Q(reason=""),
                name="pair_dismissed_with_reason",
                violation_error_message="Bitte nennen Sie den Grund, warum Sie die Paarung verwerfen.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PairState.POSTPONED) | Q(remind_on__isnull=False),
                name="pair_postponed_until",
                violation_error_message="Bitte geben Sie an, wann die Paarung wieder vorgelegt werden soll.",
            ),
        ]
        indexes = [models.Index(fields=["cluster", "state", "-found_at"], name="pair_list")]

    def __str__(self) -> str:
        return f"{self.seeker} ← {self.provider}: {self.process}"

    def get_absolute_url(self) -> str:
        return reverse("matching:pair", args=[self.pk])


class MatchingProgress(models.Model):
    """Up to which change of the directory one of the worker's tasks (matches, pairs) is done."""

    task = models.CharField("Aufgabe", max_length=20, unique=True)
    epoch = models.CharField("Epoche", max_length=200, blank=True)
    change_number = models.BigIntegerField("Änderungsnummer", default=0)
    changed_at = models.DateTimeField("geändert", auto_now=True)

    class Meta:
        verbose_name = "Stand des Abgleichs"
        verbose_name_plural = "Stand des Abgleichs"

    def __str__(self) -> str:
        return f"{self.task}: {self.change_number}"
