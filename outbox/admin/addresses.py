"""Recipients in the administration: legal basis, objection, whether mail arrives."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from outbox.domain.addresses import lift_objection, mark_deliverable, object_to_mail, save_address
from outbox.enums import ObjectionVia
from outbox.models import Address, Preference
from outbox.notifications import kind_of
from outbox.rules import visible_addresses


def _each(
    request: HttpRequest, addresses: QuerySet[Address], work: Callable[[Address], Any], done: str
) -> None:
    for address in addresses:
        work(address)
    count = len(addresses)
    messages.success(request, f"1 Adresse {done}." if count == 1 else f"{count} Adressen {done}.")


@admin.action(description="Widerspruch vermerken: keine E-Mails mehr", permissions=["change"])
def object_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Address]) -> None:
    """Note that the owners told us to stop writing."""
    _each(
        request,
        queryset,
        lambda address: object_to_mail(address=address, via=ObjectionVia.STAFF, actor=request.user),
        "erhält keine E-Mails mehr" if queryset.count() == 1 else "erhalten keine E-Mails mehr",
    )


@admin.action(description="Widerspruch aufheben (auf Wunsch des Empfängers)", permissions=["change"])
def lift_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Address]) -> None:
    """Note that the owners want mail again."""
    _each(
        request,
        queryset,
        lambda address: lift_objection(
            address=address, actor=request.user, reason="auf Wunsch des Empfängers aufgehoben"
        ),
        "ohne Widerspruch",
    )


@admin.action(description="Wieder zustellbar: erneut versuchen", permissions=["change"])
def deliver_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Address]) -> None:
    """Write to the addresses again."""
    _each(
        request,
        queryset,
        lambda address: mark_deliverable(address=address, actor=request.user),
        "wieder zustellbar",
    )


class PreferenceInline(admin.TabularInline):
    """What the owner chose; only the owner changes it."""

    model = Preference
    fields = readonly_fields = ("kind_label", "frequency", "changed_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the owner chooses."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the owner chooses."""
        return False

    @admin.display(description="Art")
    def kind_label(self, preference: Preference) -> str:
        """German name of the kind."""
        kind = kind_of(preference.kind)
        return kind.label if kind else preference.kind


@admin.register(Address)
class AddressAdmin(SimpleHistoryAdmin):
    """Everybody who was or will be written to."""

    list_display = ("email", "basis", "since", "objected_at", "objected_via", "undeliverable_at")
    list_filter = (
        "basis",
        ("objected_at", admin.EmptyFieldListFilter),
        ("undeliverable_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("email",)
    ordering = ("email",)
    actions = [object_selected, lift_selected, deliver_selected]
    inlines = [PreferenceInline]
    fields = (
        "email",
        "basis",
        "basis_note",
        "since",
        ("objected_at", "objected_via"),
        ("undeliverable_at", "undeliverable_reason"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Address]:
        """Show the recipients of mails that the person may see, and those who never got one."""
        return visible_addresses(request.user).order_by(*self.ordering)

    def get_readonly_fields(self, request: HttpRequest, obj: Address | None = None) -> tuple[str, ...]:
        """The address itself stays as it is, and objections have actions of their own."""
        fixed = ("since", "objected_at", "objected_via", "undeliverable_at", "undeliverable_reason")
        return ("email", *fixed) if obj else fixed

    def has_delete_permission(self, request: HttpRequest, obj: Address | None = None) -> bool:
        """Erasing a person is a task of its own, because it reaches further than this list."""
        return False

    def save_model(self, request: HttpRequest, obj: Address, form: Any, change: bool) -> None:
        """Keep address and legal basis."""
        save_address(address=obj, actor=request.user)
