"""Texts of public pages that the agency writes itself; every version is kept as it was in force."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from pages.enums import PageSlug


class PageQuerySet(models.QuerySet["Page"]):
    """Questions about pages."""

    def with_current(self) -> "PageQuerySet":
        """Fetch with each page `current_title`, `current_body` and `in_force_since` of its version in force."""
        latest = TextVersion.objects.filter(page=OuterRef("pk")).order_by("-number")
        return self.annotate(
            current_title=Subquery(latest.values("title")[:1]),
            current_body=Subquery(latest.values("body")[:1]),
            in_force_since=Subquery(latest.values("in_force_since")[:1]),
        )


class Page(models.Model):
    """One of the fixed texts; what it says stands in its versions."""

    slug = models.CharField("Seite", max_length=20, choices=PageSlug.choices, unique=True, editable=False)

    objects = PageQuerySet.as_manager()

    # There after `with_current`.
    current_title: str | None
    current_body: str | None
    in_force_since: datetime | None
    open_places: list[str]  # given by `open_pages`

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__in=PageSlug.values),
                name="page_slug_known",
                violation_error_message="Diese Seite gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return str(PageSlug(self.slug).label)


class TextVersion(models.Model):
    """What a page said from one moment on, in Markdown. The database refuses to change it, see the migration."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="versions", verbose_name="Seite")
    number = models.PositiveIntegerField("Nummer")
    title = models.CharField("Überschrift", max_length=120)
    body = models.TextField("Text")
    in_force_since = models.DateTimeField("gilt seit")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="geschrieben von",
    )
    reason = models.CharField("Anlass", max_length=200, blank=True)

    class Meta:
        verbose_name = "Fassung einer Seite"
        verbose_name_plural = "Fassungen von Seiten"
        ordering = ["page", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "number"],
                name="text_version_once",
                violation_error_message="Diese Seite wurde gerade schon geändert.",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(body=""),
                name="text_version_complete",
                violation_error_message="Eine Seite braucht Überschrift und Text.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fassung {self.number}"
