"""The rows from which the search answers, derived from a company and written with it."""

from django.db import models


class SearchRow(models.Model):
    """What the search engine needs of one company; `removed` marks a tombstone."""

    company = models.OneToOneField(
        "companies.Company", on_delete=models.CASCADE, primary_key=True, related_name="search_row"
    )
    change_number = models.BigIntegerField(unique=True)
    removed = models.BooleanField(default=False)
    payload = models.JSONField(default=dict)

    class Meta:
        verbose_name = "Suchzeile"
        verbose_name_plural = "Suchzeilen"

    def __str__(self) -> str:
        return f"{self.company_id} · {self.change_number}"
