"""Clusters, which companies belong to them and which persons act for a company."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from companies.enums import CompanyRole, LiveField, MembershipRole
from companies.models.querysets import ClusterQuerySet


class Cluster(models.Model):
    """A network of firms with its own members, staff and face."""

    name = models.CharField("Name", max_length=120)
    slug = models.SlugField("Kurzname", max_length=60, unique=True)
    agency_name = models.CharField("Wirtschaftsförderung", max_length=160, blank=True)
    agency_email = models.EmailField("E-Mail der Wirtschaftsförderung", blank=True)
    agency_phone = models.CharField("Telefon der Wirtschaftsförderung", max_length=60, blank=True)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="clusters_staffed", verbose_name="Mitarbeitende"
    )
    live_fields = ArrayField(
        models.CharField(max_length=30, choices=LiveField.choices),
        default=list,
        blank=True,
        verbose_name="sofort gültige Angaben",
        help_text=(
            "Diese Angaben eines schon veröffentlichten Unternehmens gelten, sobald es sie einreicht. Alles andere "
            "prüfen Sie vorher."
        ),
    )

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = "Cluster"
        verbose_name_plural = "Cluster"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(live_fields__contained_by=list(LiveField.values)),
                name="cluster_live_fields_known",
                violation_error_message="Nur diese Angaben können sofort gelten: "
                + ", ".join(str(label) for label in LiveField.labels)
                + ".",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A company in a cluster."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="memberships", verbose_name="Cluster"
    )
    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="memberships", verbose_name="Unternehmen"
    )
    role = models.CharField(
        "Rolle", max_length=10, choices=MembershipRole.choices, default=MembershipRole.MEMBER
    )
    since = models.DateField("seit", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "cluster"],
                name="membership_once",
                violation_error_message="Das Unternehmen gehört diesem Cluster schon an.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company} in {self.cluster}"


class CompanyUser(models.Model):
    """A person who acts for a company."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="company_roles",
        verbose_name="Person",
    )
    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="people", verbose_name="Unternehmen"
    )
    role = models.CharField("Rolle", max_length=10, choices=CompanyRole.choices, default=CompanyRole.VIEWER)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Zugang"
        verbose_name_plural = "Zugänge"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"],
                name="company_user_once",
                violation_error_message="Diese Person hat für das Unternehmen schon eine Rolle.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.company} ({self.get_role_display()})"
