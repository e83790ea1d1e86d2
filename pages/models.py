"""Texts of public pages that the agency writes itself."""

from django.db import models
from simple_history.models import HistoricalRecords

from pages.enums import PageSlug


class Page(models.Model):
    """One editable text, written in Markdown."""

    slug = models.CharField("Seite", max_length=20, choices=PageSlug.choices, unique=True, editable=False)
    title = models.CharField("Überschrift", max_length=120)
    body = models.TextField(
        "Text",
        help_text=(
            "Absätze durch eine Leerzeile trennen. ## Zwischenüberschrift, **fett**, - Aufzählung, "
            "[Wort](https://adresse.de) für einen Verweis. HTML wird nicht ausgeführt, sondern gezeigt."
        ),
    )
    changed_at = models.DateTimeField("geändert", auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__in=PageSlug.values),
                name="page_slug_known",
                violation_error_message="Diese Seite gibt es nicht.",
            )
        ]

    def __str__(self) -> str:
        return self.title
