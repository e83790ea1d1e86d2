"""The consents of contact persons, as a proof: only to be read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.models import Company, Consent


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """Who agreed to which text and when; giving and taking back happens at the firm."""

    list_display = ("person", "company", "way", "given_at", "withdrawn_at")
    list_filter = ("way", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("company",)
    search_fields = ("person", "company__name")
    ordering = ("-given_at", "-pk")
    fields = (
        "company",
        "person",
        "text_agreed_to",
        "way",
        "given_at",
        "given_by",
        "withdrawn_at",
        "withdrawn_way",
        "withdrawn_by",
    )

    class Media:
        css = {"all": ["css/review.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consent]:
        """Show the firms that the person looks after."""
        firms = Company.objects.staffed_by(request.user)
        return Consent.objects.filter(company__in=firms).order_by(*self.ordering)

    @admin.display(description="Text")
    def text_agreed_to(self, consent: Consent) -> SafeString:
        """Lead to the version of the text that was agreed to."""
        address = reverse("admin:pages_textversion_change", args=[consent.text_id])
        return format_html('<a href="{}">{}: {}</a>', address, consent.text.page, consent.text)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nothing can be changed."""
        return self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A consent is given at the firm."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A proof stays as it is."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It goes with its period of retention."""
        return False
