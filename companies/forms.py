"""Forms of the administration and of a firm's people."""

import re
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from companies.domain.duplicates import DuplicateCandidate, find_duplicates
from companies.domain.identity import match_name, vat_key
from companies.enums import CompanyRole, Depth, Relation
from companies.models import (
    AccessRequest,
    Capability,
    CertificateHeld,
    Cluster,
    Company,
    ContactPerson,
    InternalNote,
    Machine,
)
from companies.models.company import POSTCODE
from competences.models import Process

_WIDE = {"class": "vLargeTextField"}

WITHOUT_ADDRESS = RegexValidator(
    r"://|\bwww\.|@|\b[\w-]+\.(?:com|net|org|info|biz|eu|de|io|ru|cn|xyz|top|shop|online|site|click|link)(?![\w-])",
    "Bitte schreiben Sie hier keine Internet- oder E-Mail-Adresse.",
    code="address",
    inverse_match=True,
    flags=re.IGNORECASE,
)
"""For names that anybody may type and that we mail to an address that anybody may type: nobody advertises with us."""


class CompanyForm(forms.ModelForm):
    """A firm as staff type it in: who and where, the three questions, and what goes with them.

    The address is that of the main site. A firm that resembles a stored one is only saved once the box
    `confirm_distinct` is ticked; it appears with the candidates.
    """

    street = forms.CharField(label="Straße, Hausnummer", max_length=120, required=False)
    postcode = forms.CharField(label="Postleitzahl", max_length=5, required=False, validators=[POSTCODE])
    municipality = forms.CharField(label="Ort", max_length=100, required=False)
    website = forms.URLField(label="Internetseite", max_length=200, required=False, assume_scheme="https")
    cluster = forms.ModelChoiceField(label="Cluster", queryset=Cluster.objects.none(), empty_label=None)
    still_excluded = forms.ModelMultipleChoiceField(
        label="Nicht gemeint",
        queryset=Process.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Verfahren, deren erkannte Zeile gelöscht wurde. Ohne Häkchen werden sie wieder erkannt.",
    )
    confirm_distinct = forms.BooleanField(
        label="Es ist ein anderes Unternehmen, trotzdem speichern",
        required=False,
        widget=forms.HiddenInput,
    )

    viewer: User | AnonymousUser = AnonymousUser()

    class Meta:
        model = Company
        fields = (
            "name",
            "legal_form",
            "kind",
            "phone",
            "email",
            "website",
            "employees",
            "founded",
            "register_number",
            "register_court",
            "vat_id",
            "languages",
            "industries_text",
            "core_text",
            "offered_text",
            "sought_text",
            "materials_text",
            "machines_text",
            "batch_text",
            "dimensions_text",
            "confirmed_at",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": rows, **_WIDE})
            for name, rows in (
                ("core_text", 7),
                ("offered_text", 7),
                ("sought_text", 5),
                ("materials_text", 2),
                ("machines_text", 4),
            )
        } | {
            name: forms.TextInput(attrs={"class": "vTextField"}) for name in ("batch_text", "dimensions_text")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            site = self.instance.sites.filter(is_main=True).first()
            for name in ("street", "postcode", "municipality"):
                self.fields[name].initial = getattr(site, name) if site else ""
            del self.fields["cluster"]
            self.fields["still_excluded"].queryset = self.instance.excluded_processes.order_by(
                "sort_name", "pk"
            )
            self.fields["still_excluded"].initial = self.fields["still_excluded"].queryset
        else:
            clusters = Cluster.objects.staffed_by(self.viewer)
            self.fields["cluster"].queryset = clusters
            self.fields["cluster"].initial = clusters.first()

    def clean_vat_id(self) -> str:
        """Keep one spelling, so that the same number cannot be stored twice."""
        return vat_key(self.cleaned_data["vat_id"])

    def clean(self) -> dict[str, Any]:
        """Stop a firm that resembles a stored one until the person says that it is another."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and self._is_named_anew(cleaned["name"]):
            candidates = find_duplicates(
                name=cleaned["name"],
                postcode=cleaned.get("postcode", ""),
                town=cleaned.get("municipality", ""),
                register_number=cleaned.get("register_number", ""),
                register_court=cleaned.get("register_court", ""),
                vat_id=cleaned.get("vat_id", ""),
                exclude=self.instance if self.instance.pk else None,
                among=Company.objects.staffed_by(self.viewer),
            )
            if candidates:
                self.fields["confirm_distinct"].widget = forms.CheckboxInput()
                if not cleaned.get("confirm_distinct"):
                    raise ValidationError(
                        [
                            "Gibt es dieses Unternehmen schon? Bitte prüfen Sie die Vorschläge; ist es ein anderes,"
                            " setzen Sie unten das Häkchen und speichern noch einmal.",
                            *map(_described, candidates),
                        ]
                    )
        return cleaned

    def _is_named_anew(self, name: str) -> bool:
        return not self.instance.pk or match_name(name) != self.instance.match_name


def _described(candidate: DuplicateCandidate) -> SafeString:
    company = candidate.company
    places = ", ".join(f"{site.postcode} {site.municipality}".strip() for site in company.sites.all())
    return format_html(
        '<a href="{}">{}</a>, {}: {}',
        reverse("admin:companies_company_change", args=[company.pk]),
        company.name,
        places or "Ort nicht angegeben",
        candidate.reason,
    )


class SiteChoiceForm(forms.ModelForm):
    """A row that may belong to one of the firm's sites; the formset gives all rows the same choices."""

    def __init__(self, *args: Any, site_choices: list[tuple[Any, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "site" in self.fields and site_choices is not None:
            self.fields["site"].choices = site_choices


class NewCapabilityForm(SiteChoiceForm):
    """A capability that no text names: what is sought has no depth."""

    class Meta:
        model = Capability
        fields = ("relation", "process", "depth", "site", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 1, "cols": 40})}

    def clean(self) -> dict[str, Any]:
        """Drop the depth of what is sought and take an offer without one as supplementary."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("relation") == Relation.SOUGHT:
            cleaned["depth"] = ""
        elif not cleaned.get("depth"):
            cleaned["depth"] = Depth.SUPPLEMENTARY
        return cleaned


class StoredCapabilityForm(forms.ModelForm):
    """A capability that is there: how deep it goes can be corrected."""

    class Meta:
        model = Capability
        fields = ("depth",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "depth" not in self.fields:  # a person who may only look
            return
        if self.instance.relation == Relation.SOUGHT:
            self.fields["depth"].choices = [("", "–")]
        else:
            self.fields["depth"].choices = Depth.choices
            self.fields["depth"].required = True


class CertificateForm(SiteChoiceForm):
    """A certificate as the firm calls it; node, part and level are recognised."""

    class Meta:
        model = CertificateHeld
        fields = ("name", "number", "valid_until", "issuer", "scope", "site")
        widgets = {name: forms.TextInput(attrs={"size": 12}) for name in ("number", "issuer", "scope")} | {
            "name": forms.TextInput(attrs={"size": 20, "placeholder": "ISO 9001:2015"})
        }

    def clean_name(self) -> str:
        """A certificate needs its name: what it is recognised by."""
        if not self.cleaned_data["name"]:
            raise ValidationError("Bitte schreiben Sie, wie das Zertifikat heißt.")
        return self.cleaned_data["name"]


class MachineForm(forms.ModelForm):
    """A machine in one line."""

    class Meta:
        model = Machine
        fields = ("count", "type", "make", "details")
        widgets = {
            "count": forms.NumberInput(attrs={"class": "vSmallIntegerField"}),
            "type": forms.TextInput(attrs={"size": 28}),
            "make": forms.TextInput(attrs={"size": 18}),
            "details": forms.TextInput(attrs={"size": 40}),
        }


class ContactForm(forms.ModelForm):
    """A contact person in one line."""

    class Meta:
        model = ContactPerson
        fields = ("name", "role", "email", "phone", "consent_public", "consent_note")
        widgets = {
            name: forms.TextInput(attrs={"size": 14}) for name in ("name", "role", "phone", "consent_note")
        }


class NoteForm(forms.ModelForm):
    """A note for the agency."""

    class Meta:
        model = InternalNote
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "cols": 80})}


ROLE_HELP = (
    "Inhaber dürfen alles, auch Kolleginnen und Kollegen einladen. Bearbeiter pflegen das Profil. Leser suchen und "
    "lesen nur."
)


class RoleForm(forms.Form):
    """The role of a person of a firm."""

    role = forms.ChoiceField(
        label="Rolle", choices=CompanyRole.choices, initial=CompanyRole.EDITOR, help_text=ROLE_HELP
    )

    def clean_role(self) -> CompanyRole:
        """The role as its own type."""
        return CompanyRole(self.cleaned_data["role"])


class InviteForm(RoleForm):
    """Whom to invite, and in which role."""

    email = forms.EmailField(label="E-Mail-Adresse", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ("email", "role")


class ReasonForm(forms.Form):
    """Why staff do something to a firm or a person."""

    reason = forms.CharField(
        label="Grund",
        max_length=80,
        help_text="Der Grund steht im Verlauf und in der E-Mail an die Betroffenen.",
    )


class AccessRequestForm(forms.ModelForm):
    """Somebody asks to act for a firm; the field `homepage` is a trap for programs."""

    homepage = forms.CharField(label="Bitte leer lassen", required=False)

    class Meta:
        model = AccessRequest
        fields = ("company_name", "person_name", "email", "message")
        labels = {
            "person_name": "Ihr Name",
            "email": "Ihre E-Mail-Adresse",
            "message": "Nachricht (freiwillig)",
        }
        help_texts = {
            "company_name": "So, wie es im Handelsregister oder auf dem Briefkopf steht.",
            "email": "Am besten die Adresse im Unternehmen; das erleichtert uns die Prüfung.",
            "message": "Zum Beispiel, welche Aufgabe Sie im Unternehmen haben.",
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["homepage"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        for name in ("company_name", "person_name"):
            self.fields[name].validators.append(WITHOUT_ADDRESS)
        if user.is_authenticated:
            del self.fields["email"]  # the own address counts

    def validate_constraints(self) -> None:
        """A second request for the same firm is no error: its address is asked for once more."""


class DecideAccessForm(RoleForm):
    """For which firm and in which role somebody gets access."""

    company = forms.ModelChoiceField(label="Unternehmen", queryset=Company.objects.none())
    field_order = ("company", "role")
