"""The optional step of the profile form: the firm's data, sites, machines, certificates, persons and logo."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.formsets import BaseFormSet, formset_factory

from companies.domain.profile_data import (
    CertificateData,
    ContactData,
    MachineData,
    ProfileData,
    SiteData,
)
from companies.enums import CompanyKind, FileKind
from companies.models.company import POSTCODE
from competences.language import fold
from pages.domain.texts import page_text
from pages.enums import PageSlug
from profiles.forms.fields import DayField, ListField, MeasureField
from profiles.forms.steps import StepForm

MOST_ROWS = 60
EMPTY_ROWS = 1
MORE_ROWS = 3
"""Empty rows after "Weitere Zeilen"."""

ACCEPTED = {
    FileKind.CERTIFICATE: "application/pdf,image/png,image/jpeg,image/webp",
    FileKind.LOGO: "image/png,image/jpeg,image/webp",
}

CONSENT_CHANGED = (
    "Der Text der Einwilligung wurde gerade geändert. Bitte lesen Sie ihn und kreuzen Sie dann an."
)


class RowForm(forms.Form):
    """A row of a list; one without its first field counts as not there."""

    gone = forms.BooleanField(label="diese Zeile entfernen", required=False)
    needed = ""
    needed_message = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "gone"])

    def clean(self) -> dict[str, Any]:
        """Ask for what the row is about as soon as anything in it is filled in."""
        data = super().clean() or {}
        filled = any(value not in ("", None, False) for name, value in data.items() if name != "gone")
        if filled and not data.get("gone") and self.needed and not data.get(self.needed):
            self.add_error(self.needed, self.needed_message)
        return data

    @property
    def counts(self) -> bool:
        """Say whether the row states something."""
        data = self.cleaned_data
        return not data.get("gone") and any(
            value not in ("", None, False) for name, value in data.items() if name not in ("gone", "file")
        )


class SiteForm(RowForm):
    """A further site."""

    label = forms.CharField(
        label="Bezeichnung", max_length=80, required=False, help_text="Zum Beispiel Werk 2."
    )
    street = forms.CharField(label="Straße, Hausnummer", max_length=120, required=False)
    postcode = forms.CharField(label="Postleitzahl", max_length=5, required=False, validators=[POSTCODE])
    town = forms.CharField(label="Ort", max_length=100, required=False)
    needed, needed_message = "town", "Bitte geben Sie den Ort an."

    def value(self) -> SiteData:
        """Return the site."""
        data = self.cleaned_data
        return SiteData(data["label"], data["street"], data["postcode"], data["town"])


class MachineForm(RowForm):
    """A machine."""

    type = forms.CharField(
        label="Maschine", max_length=160, required=False, help_text="Zum Beispiel Drehmaschine."
    )
    make = forms.CharField(label="Hersteller", max_length=120, required=False)
    count = MeasureField(label="Anzahl", whole=True)
    details = forms.CharField(label="Größe, Ausstattung", max_length=300, required=False)
    needed, needed_message = "type", "Bitte geben Sie an, was für eine Maschine es ist."

    def clean_count(self) -> int | None:
        """Keep to what the column holds."""
        count = self.cleaned_data["count"]
        if count is not None and count > 9999:
            raise ValidationError("So viele Maschinen sind nicht möglich.")
        return count

    def value(self) -> MachineData:
        """Return the machine."""
        data = self.cleaned_data
        return MachineData(data["type"], data["make"], data["count"], data["details"])


class CertificateForm(RowForm):
    """A certificate with its document."""

    name = forms.CharField(
        label="Zertifikat", max_length=200, required=False, help_text="Zum Beispiel DIN EN 1090-2 EXC2."
    )
    number = forms.CharField(
        label="Nummer",
        max_length=80,
        required=False,
        help_text="Oder „in Vorbereitung“, wenn es noch aussteht.",
    )
    valid_until = DayField(label="gültig bis")
    file = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    upload = forms.FileField(
        label="Urkunde als PDF oder Foto",
        required=False,
        help_text="Bis 8 MB. Nach der Freigabe sehen sie alle, die Ihr Profil sehen.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED[FileKind.CERTIFICATE]}),
    )
    drop_file = forms.BooleanField(label="Urkunde entfernen", required=False)
    needed, needed_message = "name", "Bitte schreiben Sie, wie das Zertifikat heißt."

    def value(self) -> CertificateData:
        """Return the certificate with the document that is kept already."""
        data = self.cleaned_data
        kept = "" if data["drop_file"] else data["file"]
        return CertificateData(data["name"], data["valid_until"], data["number"], kept)


class ContactForm(RowForm):
    """A contact person."""

    name = forms.CharField(label="Name", max_length=120, required=False)
    role = forms.CharField(label="Funktion", max_length=120, required=False)
    email = forms.EmailField(label="E-Mail", required=False)
    phone = forms.CharField(label="Telefon", max_length=60, required=False)
    consent_public = forms.BooleanField(
        label="Die Person hat der Einwilligung zugestimmt, die über den Feldern steht",
        required=False,
    )
    consent_note = forms.CharField(
        label="Einschränkung",
        max_length=200,
        required=False,
        help_text="Zum Beispiel: Mobilnummer nicht zeigen.",
    )
    needed, needed_message = "name", "Bitte geben Sie den Namen der Ansprechperson an."

    def value(self) -> ContactData:
        """Return the person."""
        data = self.cleaned_data
        return ContactData(
            data["name"],
            data["role"],
            data["email"],
            data["phone"],
            data["consent_public"],
            data["consent_note"],
        )


def _initial(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__slots__}


LISTS: dict[str, type[RowForm]] = {
    "further_sites": SiteForm,
    "machines": MachineForm,
    "certificates": CertificateForm,
    "contacts": ContactForm,
}
"""Field of ProfileData → the form of one row."""


class DetailsForm(StepForm):
    """Who and where, and the lists; every part may stay empty."""

    names = (
        *("name", "legal_form", "kind", "street", "postcode", "town", "phone", "email", "website"),
        *("employees", "founded", "industries", "languages", "register_number", "register_court", "vat_id"),
        *("machines_text", "further_sites", "machines", "certificates", "contacts", "logo"),
    )
    plain = names[:17]

    name = forms.CharField(label="Name des Unternehmens", max_length=200)
    legal_form = forms.CharField(label="Rechtsform", max_length=60, required=False)
    kind = forms.ChoiceField(
        label="Art", choices=[("", "keine Angabe"), *CompanyKind.choices], required=False
    )
    street = forms.CharField(label="Straße, Hausnummer", max_length=120, required=False)
    postcode = forms.CharField(
        label="Postleitzahl",
        max_length=5,
        required=False,
        validators=[POSTCODE],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    town = forms.CharField(label="Ort", max_length=100, required=False)
    phone = forms.CharField(
        label="Telefon", max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label="E-Mail", required=False)
    website = forms.URLField(label="Internetseite", max_length=200, required=False, assume_scheme="https")
    employees = MeasureField(label="Beschäftigte", whole=True)
    founded = forms.IntegerField(
        label="Gründungsjahr",
        required=False,
        min_value=1200,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    industries = ListField(
        label="Branchen, für die Sie arbeiten",
        max_length=500,
        required=False,
        help_text="Durch Komma getrennt, zum Beispiel Fahrzeugbau, Maschinenbau.",
    )
    languages = ListField(
        label="Sprachen", max_length=300, required=False, help_text="Zum Beispiel Deutsch, Englisch."
    )
    register_number = forms.CharField(label="Registernummer", max_length=60, required=False)
    register_court = forms.CharField(label="Registergericht", max_length=80, required=False)
    vat_id = forms.CharField(label="USt-IdNr.", max_length=20, required=False)
    machines_text = forms.CharField(
        label="Oder den Maschinenpark in eigenen Worten",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    logo_upload = forms.FileField(
        label="Firmenzeichen",
        required=False,
        help_text="Ein Bild als PNG, JPEG oder WebP, bis 4 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED[FileKind.LOGO]}),
    )
    drop_logo = forms.BooleanField(label="Firmenzeichen entfernen", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent_text = page_text(PageSlug.CONSENT)
        more = self.data.get("mehr", "") if self.is_bound else ""
        self.lists: dict[str, BaseFormSet] = {}
        for name, form in LISTS.items():
            factory = formset_factory(form, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
            items = getattr(self.answers, name) or ()
            data = self.data if self.is_bound and f"{name}-TOTAL_FORMS" in self.data else None
            if data is not None and more == name:
                data = data.copy()
                total = data[f"{name}-TOTAL_FORMS"]
                if total.isdecimal() and len(total) < 4:
                    data[f"{name}-TOTAL_FORMS"] = str(min(int(total) + MORE_ROWS, MOST_ROWS))
            files = self.files if data is not None else None
            # What is sent stands for itself: beside stored rows a filled new row would count as unchanged.
            rows = [_initial(item) for item in items] if data is None else None
            self.lists[name] = factory(data, files, initial=rows, prefix=name)

    def clean_languages(self) -> tuple[str, ...]:
        """Keep to what the column holds."""
        languages = self.cleaned_data["languages"]
        if any(len(language) > 40 for language in languages):
            raise ValidationError("Eine Sprache hat höchstens 40 Zeichen.")
        return languages

    def is_valid(self) -> bool:
        """Say whether all rows are valid as well."""
        is_valid = all(
            [super().is_valid(), *(rows.is_valid() for rows in self.lists.values() if rows.is_bound)]
        )
        if (new := self._newly_agreed()) and self.data.get("einwilligung", "") != str(
            self.consent_text.pk or ""
        ):
            for row in new:
                row.add_error("consent_public", CONSENT_CHANGED)
            return False
        return is_valid

    def _newly_agreed(self) -> list[RowForm]:
        """Return the rows of persons whose box is ticked here and was not before."""
        rows = self.lists["contacts"]
        if not (rows.is_bound and rows.is_valid()):
            return []
        before = {fold(item.name) for item in self.answers.contacts or () if item.consent_public}
        return [
            row
            for row in rows
            if row.counts
            and row.cleaned_data["consent_public"]
            and fold(row.cleaned_data["name"]) not in before
        ]

    def forms(self) -> Iterator[forms.Form]:
        """Yield the form itself and one per row."""
        yield self
        for rows in self.lists.values():
            yield from rows

    def stated(self) -> ProfileData:
        """Return what is valid: plain fields one by one, lists as a whole."""
        data = self.cleaned_data
        values: dict[str, Any] = {name: data[name] for name in self.plain if name in data}
        for name in ("employees", "founded"):
            if name in values and values[name] is None:
                values[name] = ""
        for name, rows in self.lists.items():
            if rows.is_bound and rows.is_valid():
                values[name] = tuple(form.value() for form in rows if form.counts)
        if "certificates" in values:
            values["certificates"] = tuple(map(self._with_known_file, values["certificates"]))
        if data.get("drop_logo"):
            values["logo"] = ""
        return ProfileData(**values)

    def _with_known_file(self, certificate: CertificateData) -> CertificateData:
        """Keep only documents that belong to the answers already; new ones come as uploads."""
        known = {item.file for item in self.answers.certificates or ()}
        return certificate if certificate.file in known else replace(certificate, file="")

    def sent_certificates(self) -> Iterator[tuple[int, RowForm, UploadedFile]]:
        """Yield (position in the stated list, its row, file) for every document that was sent."""
        rows = self.lists["certificates"]
        if not (rows.is_bound and rows.is_valid()):
            return
        counted = [form for form in rows if form.counts]
        for position, form in enumerate(counted):
            if form.cleaned_data.get("upload"):
                yield position, form, form.cleaned_data["upload"]
