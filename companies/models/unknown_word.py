"""Words of the firms' answers that the vocabulary does not know."""

from django.db import models


class UnknownWord(models.Model):
    """A word of one firm's answers that maps to nothing; renewed whenever answers or vocabulary change."""

    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        related_name="unknown_words",
        verbose_name="Unternehmen",
    )
    word = models.CharField("Vergleichsform", max_length=120, db_index=True)
    surface = models.CharField("Wort", max_length=120)

    class Meta:
        verbose_name = "unbekanntes Wort"
        verbose_name_plural = "unbekannte Wörter"
        ordering = ["word", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "word"],
                name="unknown_word_once",
                violation_error_message="Dieses Wort steht schon bei diesem Unternehmen.",
            )
        ]

    def __str__(self) -> str:
        return self.surface
