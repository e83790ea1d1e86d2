"""The log of what persons asked for about their data."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from companies.models import Cluster
from privacy.enums import Identification, RequestKind, RequestState

if TYPE_CHECKING:
    from accounts.models import User


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Questions about requests."""

    def staffed_by(self, user: "User | AnonymousUser") -> Self:
        """Keep those that the person answers as staff of the cluster."""
        return self.filter(cluster__in=Cluster.objects.staffed_by(user))

    def open(self) -> Self:
        """Keep those that wait for an answer."""
        return self.filter(state=RequestState.OPEN)

    def due_until(self, day: datetime.date) -> Self:
        """Keep open ones that have to be answered on that day at the latest."""
        return self.open().filter(due_on__lte=day)


class DataRequest(models.Model):
    """A request of a data subject. Once it is closed, only what was asked, when and what was done is kept."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.CASCADE, related_name="data_requests", verbose_name="Cluster"
    )
    kind = models.CharField("Art", max_length=13, choices=RequestKind.choices)
    state = models.CharField(
        "Stand", max_length=9, choices=RequestState.choices, default=RequestState.OPEN, editable=False
    )
    name = models.CharField("Name", max_length=200, blank=True)
    email = models.EmailField("E-Mail-Adresse", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="data_requests",
        verbose_name="Konto",
    )
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="data_requests",
        verbose_name="Unternehmen",
        help_text="Nur wenn es um alle Daten eines Unternehmens geht.",
    )
    message = models.TextField("Anliegen", max_length=2000, blank=True)
    received_on = models.DateField("eingegangen am")
    due_on = models.DateField("zu beantworten bis", editable=False, db_index=True)
    identified_by = models.CharField(
        "Identität festgestellt", max_length=8, choices=Identification.choices, blank=True
    )
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="entschieden von",
    )
    done = models.CharField("was getan wurde", max_length=500, blank=True, editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "Antrag zum Datenschutz"
        verbose_name_plural = "Anträge zum Datenschutz"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RequestState.OPEN) | ~Q(name="") | ~Q(email=""),
                name="datarequest_subject_given",
                violation_error_message="Bitte geben Sie Name oder E-Mail-Adresse der Person an.",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, decided_at__isnull=True, done="")
                | (~Q(state=RequestState.OPEN) & Q(decided_at__isnull=False) & ~Q(done="")),
                name="datarequest_closed_says_what",
                violation_error_message="Genau ein abgeschlossener Antrag hat ein Datum und sagt, was getan wurde.",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN)
                | Q(name="", email="", message="", user__isnull=True, company__isnull=True),
                name="datarequest_closed_is_empty",
                violation_error_message="Von einem abgeschlossenen Antrag wird der Inhalt nicht aufbewahrt.",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.FULFILLED) | ~Q(identified_by=""),
                name="datarequest_identified",
                violation_error_message="Bitte geben Sie an, wie Sie die Identität festgestellt haben.",
            ),
            models.UniqueConstraint(
                fields=["kind", "user", "company"],
                condition=Q(state=RequestState.OPEN, user__isnull=False),
                nulls_distinct=False,
                name="datarequest_open_once",
                violation_error_message="Diesen Antrag haben Sie schon gestellt; er ist noch offen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} Nr. {self.pk}"
