"""Who has been told once that data about him or her are stored (Art. 14 DSGVO)."""

from django.db import models
from django.db.models.functions import Lower


class PersonNotice(models.Model):
    """An e-mail address whose owner has been told; nobody is told twice."""

    email = models.EmailField("E-Mail-Adresse")
    told_at = models.DateTimeField("unterrichtet am")

    class Meta:
        verbose_name = "Unterrichtung"
        verbose_name_plural = "Unterrichtungen"
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="personnotice_once",
                violation_error_message="Diese Person ist schon unterrichtet.",
            )
        ]

    def __str__(self) -> str:
        return self.email
