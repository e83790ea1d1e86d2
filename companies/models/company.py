"""The firm, its names, sites, contact persons and the staff's notes."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from companies.enums import CompanyKind, CompanyState, NameKind
from companies.models.querysets import CompanyQuerySet

POSTCODE_MESSAGE = "Eine deutsche Postleitzahl hat fünf Ziffern, zum Beispiel 67655."
POSTCODE = RegexValidator(r"^\d{5}$", POSTCODE_MESSAGE)


class Company(models.Model):
    """A firm or institution with its answers to the questionnaire, in its own words."""

    name = models.CharField("Name", max_length=200)
    legal_form = models.CharField("Rechtsform", max_length=60, blank=True)
    slug = models.SlugField("Adresse im Verzeichnis", max_length=220, unique=True)
    sort_name = models.CharField("Sortiername", max_length=220, editable=False, db_index=True)
    match_name = models.CharField("Vergleichsname", max_length=220, editable=False, db_index=True)
    kind = models.CharField("Art", max_length=14, choices=CompanyKind.choices, blank=True)
    state = models.CharField(
        "Zustand", max_length=10, choices=CompanyState.choices, default=CompanyState.DRAFT
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        editable=False,
        verbose_name="zusammengeführt mit",
    )
    register_number = models.CharField("Registernummer", max_length=60, blank=True)
    register_court = models.CharField("Registergericht", max_length=80, blank=True)
    vat_id = models.CharField("USt-IdNr.", max_length=20, blank=True)
    phone = models.CharField("Telefon", max_length=60, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    website = models.URLField("Internetseite", blank=True)
    employees = models.PositiveIntegerField("Beschäftigte", null=True, blank=True)
    founded = models.PositiveSmallIntegerField("gegründet", null=True, blank=True)
    languages = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name="Sprachen",
        help_text="Durch Komma getrennt, zum Beispiel Deutsch, Englisch.",
    )
    industries_text = models.CharField(
        "Branchen",
        max_length=500,
        blank=True,
        help_text="Durch Komma getrennt, zum Beispiel Fahrzeugbau, Maschinenbau.",
    )
    industries = models.ManyToManyField(
        "competences.Industry",
        blank=True,
        editable=False,
        related_name="companies",
        verbose_name="erkannte Branchen",
    )
    materials = models.ManyToManyField(
        "competences.Material",
        blank=True,
        editable=False,
        related_name="companies",
        verbose_name="erkannte Werkstoffe",
    )
    excluded_processes = models.ManyToManyField(
        "competences.Process",
        blank=True,
        related_name="excluded_by",
        verbose_name="nicht gemeint",
        help_text="Verfahren, die im Text vorkommen, die das Unternehmen aber nicht anbietet und nicht sucht.",
    )
    excluded_materials = models.ManyToManyField(
        "competences.Material",
        blank=True,
        editable=False,
        related_name="excluded_by",
        verbose_name="nicht gemeinte Werkstoffe",
    )
    excluded_certificates = models.ManyToManyField(
        "competences.Certificate",
        blank=True,
        editable=False,
        related_name="excluded_by",
        verbose_name="nicht gemeinte Zertifikate",
    )
    logo = models.ForeignKey(
        "companies.StoredFile",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="logo_of",
        verbose_name="Firmenzeichen",
    )
    core_text = models.TextField(
        "Kernkompetenzen", blank=True, help_text="Was kann Ihr Unternehmen am besten?"
    )
    offered_text = models.TextField(
        "Leistungen", blank=True, help_text="Was können Sie für andere Firmen tun?"
    )
    sought_text = models.TextField(
        "Gesuchte Partner", blank=True, help_text="Für welche Arbeiten suchen Sie Partner?"
    )
    materials_text = models.TextField("Werkstoffe", blank=True)
    machines_text = models.TextField("Maschinenpark", blank=True)
    batch_text = models.CharField("Losgrößen", max_length=500, blank=True)
    dimensions_text = models.CharField("größte Abmessungen", max_length=500, blank=True)
    confirmed_at = models.DateField("bestätigt am", null=True, blank=True, db_index=True)
    created_at = models.DateTimeField("angelegt", auto_now_add=True)
    changed_at = models.DateTimeField("geändert", auto_now=True)
    history = HistoricalRecords()

    place: str | None  # given by `with_place`

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = "Unternehmen"
        verbose_name_plural = "Unternehmen"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="company_name_given",
                violation_error_message="Bitte geben Sie den Namen des Unternehmens an.",
            ),
            models.CheckConstraint(
                condition=Q(state=CompanyState.MERGED, merged_into__isnull=False)
                | (~Q(state=CompanyState.MERGED) & Q(merged_into__isnull=True)),
                name="company_merged_has_target",
                violation_error_message="Nur ein zusammengeführtes Unternehmen hat ein Ziel.",
            ),
            models.CheckConstraint(
                condition=Q(founded__isnull=True) | Q(founded__gte=1200, founded__lte=2200),
                name="company_founded_plausible",
                violation_error_message="Das Gründungsjahr ist nicht möglich.",
            ),
            models.UniqueConstraint(
                fields=["register_number", "register_court"],
                condition=~Q(register_number="") & ~Q(register_court="") & ~Q(state=CompanyState.MERGED),
                name="company_register_unique",
                violation_error_message=(
                    "Diese Registernummer gehört bei diesem Gericht schon zu einem anderen Unternehmen."
                ),
            ),
            models.UniqueConstraint(
                fields=["vat_id"],
                condition=~Q(vat_id="") & ~Q(state=CompanyState.MERGED),
                name="company_vat_unique",
                violation_error_message="Diese USt-IdNr. gehört schon zu einem anderen Unternehmen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("companies:detail", args=[self.slug])


class CompanyName(models.Model):
    """Another name by which a firm is or was known."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="names", verbose_name="Unternehmen"
    )
    name = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=8, choices=NameKind.choices, default=NameKind.FORMER)
    match_name = models.CharField("Vergleichsname", max_length=220, editable=False, db_index=True)
    slug = models.SlugField(
        "frühere Adresse",
        max_length=220,
        blank=True,
        db_index=True,
        help_text="Unter dieser Adresse war das Unternehmen früher zu finden; sie führt weiter hierher.",
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "weiterer Name"
        verbose_name_plural = "weitere Namen"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                name="company_name_once",
                violation_error_message="Dieser Name steht schon beim Unternehmen.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place of production."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="sites", verbose_name="Unternehmen"
    )
    label = models.CharField(
        "Bezeichnung", max_length=80, blank=True, help_text="Zum Beispiel Werk 2; sonst leer."
    )
    is_main = models.BooleanField("Hauptsitz", default=False)
    street = models.CharField("Straße", max_length=120, blank=True)
    postcode = models.CharField(
        "Postleitzahl", max_length=5, blank=True, validators=[POSTCODE], db_index=True
    )
    municipality = models.CharField("Ort", max_length=100, blank=True)
    place = models.ForeignKey(
        "competences.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name="Ort im Ortsverzeichnis",
    )
    latitude = models.FloatField("Breite", null=True, blank=True)
    longitude = models.FloatField("Länge", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Standort"
        verbose_name_plural = "Standorte"
        ordering = ["-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(is_main=True),
                name="site_one_main",
                violation_error_message="Ein Unternehmen hat nur einen Hauptsitz.",
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=r"^\d{5}$"),
                name="site_postcode_five_digits",
                violation_error_message=POSTCODE_MESSAGE,
            ),
            models.CheckConstraint(
                condition=(Q(latitude__isnull=True) & Q(longitude__isnull=True))
                | Q(
                    latitude__isnull=False,  # a comparison with NULL would let a lone coordinate pass
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="site_coordinates_valid",
                violation_error_message="Breite (−90 bis 90) und Länge (−180 bis 180) gehören zusammen.",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(
            part for part in (self.label, f"{self.postcode} {self.municipality}".strip()) if part
        )


class ContactPerson(models.Model):
    """A person to talk to; shown only with consent, which `companies.domain.consents` alone gives and takes back."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="contacts", verbose_name="Unternehmen"
    )
    name = models.CharField("Name", max_length=120)
    role = models.CharField("Funktion", max_length=120, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    phone = models.CharField("Telefon", max_length=60, blank=True)
    consent_public = models.BooleanField("darf gezeigt werden", default=False)
    consent_note = models.CharField(
        "Einschränkung", max_length=200, blank=True, help_text="Zum Beispiel: Mobilnummer nicht zeigen."
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Ansprechperson"
        verbose_name_plural = "Ansprechpersonen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="contact_name_given",
                violation_error_message="Bitte geben Sie den Namen der Ansprechperson an.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class InternalNote(models.Model):
    """A note for the staff of the agency only."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="notes", verbose_name="Unternehmen"
    )
    text = models.TextField("Notiz")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="von",
    )
    created_at = models.DateTimeField("am", auto_now_add=True)

    class Meta:
        verbose_name = "interne Notiz"
        verbose_name_plural = "interne Notizen"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
