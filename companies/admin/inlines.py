"""The parts of a firm on its page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.admin.widgets import NamedAutocompleteSelect, NamedFormSet, SiteChoiceFormSet, without_links
from companies.domain.limit_words import limit_words
from companies.enums import CapabilitySource
from companies.forms import (
    CertificateForm,
    ContactForm,
    MachineForm,
    NewCapabilityForm,
    NoteForm,
    StoredCapabilityForm,
)
from companies.models import (
    Capability,
    CapabilityLimit,
    CertificateHeld,
    Cluster,
    CompanyName,
    ContactPerson,
    InternalNote,
    Machine,
    Membership,
    Site,
)


def _limits(limit: CapabilityLimit) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in limit_words(limit))
    return f"{limit.material}: {facts}" if limit.material else facts


class StoredCapabilityInline(admin.TabularInline):
    """What the firm offers and seeks, with the words that say so."""

    model = Capability
    form = StoredCapabilityForm
    formset = NamedFormSet
    extra = 0
    verbose_name_plural = "Leistungen: angeboten und gesucht"
    fields = ("what", "depth", "passage", "limits_shown", "origin")
    readonly_fields = ("what", "passage", "limits_shown", "origin")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capability]:
        """Fetch names and limits with the rows."""
        rows = super().get_queryset(request)
        return (
            rows.select_related("process", "site")
            .prefetch_related("limits__material")
            .order_by("relation", "pk")
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """New ones are typed into the rows below."""
        return False

    @admin.display(description="Verfahren")
    def what(self, row: Capability) -> str:
        where = f" ({row.site})" if row.site else ""
        return f"{row.get_relation_display()}: {row.process}{where}"

    @admin.display(description="in eigenen Worten", empty_value="–")
    def passage(self, row: Capability) -> str:
        return row.text

    @admin.display(description="Grenzwerte")
    def limits_shown(self, row: Capability) -> SafeString:
        words = "; ".join(map(_limits, row.limits.all()))
        address = reverse("admin:companies_capability_change", args=[row.pk])
        return format_html(
            '{} <a href="{}">ändern<span class="visually-hidden"> ({})</span></a>',
            words,
            address,
            row.process,
        )

    @admin.display(description="Herkunft")
    def origin(self, row: Capability) -> str:
        return "aus dem Text" if row.source == CapabilitySource.RECOGNISED else "von Hand"


class NewCapabilityInline(admin.TabularInline):
    """Rows to type in what no text says."""

    model = Capability
    form = NewCapabilityForm
    formset = SiteChoiceFormSet
    extra = 2
    verbose_name = "Leistung von Hand"
    verbose_name_plural = "Leistungen von Hand ergänzen"
    autocomplete_fields = ("process",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capability]:
        """Only new rows: stored ones stand above."""
        return super().get_queryset(request).none()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose from the vocabulary; it is not changed from here."""
        if db_field.name == "process":
            kwargs["widget"] = NamedAutocompleteSelect(db_field, self.admin_site)
        return without_links(super().formfield_for_foreignkey(db_field, request, **kwargs))


class MachineInline(admin.TabularInline):
    model = Machine
    form = MachineForm
    formset = NamedFormSet
    extra = 2


class CertificateInline(admin.TabularInline):
    """Certificates as listed; those recognised in the text are shown by their origin."""

    model = CertificateHeld
    form = CertificateForm
    formset = SiteChoiceFormSet
    extra = 1
    readonly_fields = ("recognised_as",)
    fields = ("name", "number", "valid_until", "issuer", "scope", "site", "recognised_as")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CertificateHeld]:
        """Fetch the recognised certificates with the rows."""
        return super().get_queryset(request).select_related("certificate")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose among the firm's sites."""
        return without_links(super().formfield_for_foreignkey(db_field, request, **kwargs))

    @admin.display(description="erkannt als", empty_value="–")
    def recognised_as(self, row: CertificateHeld) -> str:
        if not row.pk:
            return ""
        known = f"{row.certificate or 'nicht erkannt'}{row.part} {row.level}".strip()
        source = " (aus dem Text)" if row.source == CapabilitySource.RECOGNISED else ""
        return f"{known}, {row.get_state_display()}{source}"


class ContactInline(admin.TabularInline):
    model = ContactPerson
    form = ContactForm
    formset = NamedFormSet
    extra = 1


class NoteInline(admin.TabularInline):
    """Notes for the agency; what is written stays as it is."""

    model = InternalNote
    form = NoteForm
    formset = NamedFormSet
    extra = 1
    readonly_fields = ("author", "created_at")
    fields = ("text", "author", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[InternalNote]:
        """Fetch the authors with the notes."""
        return super().get_queryset(request).select_related("author")


class FurtherSiteInline(admin.TabularInline):
    """Sites beside the main one."""

    model = Site
    formset = NamedFormSet
    extra = 0
    verbose_name = "weiterer Standort"
    verbose_name_plural = "weitere Standorte"
    fields = ("label", "street", "postcode", "municipality", "place_shown")
    readonly_fields = ("place_shown",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Site]:
        """The main site stands in the form itself."""
        return super().get_queryset(request).filter(is_main=False).select_related("place__parent")

    @admin.display(description="Kreis", empty_value="–")
    def place_shown(self, row: Site) -> str:
        return str(row.place.parent) if row.place else "nicht im Ortsverzeichnis" if row.pk else ""


class NameInline(admin.TabularInline):
    model = CompanyName
    formset = NamedFormSet
    extra = 0
    fields = ("name", "kind", "slug")
    readonly_fields = ("slug",)


class MembershipFormSet(NamedFormSet):
    """Fetches the clusters once for all rows."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give each row the same choices."""
        super().add_fields(form, index)
        if not hasattr(self, "_clusters"):
            self._clusters = [(row.pk, str(row)) for row in form.fields["cluster"].queryset]
        form.fields["cluster"].choices = [("", "–"), *self._clusters]


class MembershipInline(admin.TabularInline):
    """Clusters to which the firm belongs, as far as the person works in them."""

    model = Membership
    formset = MembershipFormSet
    extra = 0
    fields = ("cluster", "role", "since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Hide memberships in clusters of others."""
        return super().get_queryset(request).filter(cluster__in=Cluster.objects.staffed_by(request.user))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the person's own clusters."""
        if db_field.name == "cluster":
            kwargs["queryset"] = Cluster.objects.staffed_by(request.user)
        return without_links(super().formfield_for_foreignkey(db_field, request, **kwargs))
