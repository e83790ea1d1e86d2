"""One invitation in the administration: correct its address, note what was said on the telephone, take it back."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from profiles.domain.inviting import correct_address, decline_invitation, revoke_invitation
from profiles.models import Invitation
from profiles.rules import stage_of

ADDRESS = ("email", "phone", "street", "postcode", "town", "origin")


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Reached from the page of its campaign."""

    list_display = ("name", "campaign", "stage", "email", "phone")
    list_filter = ("campaign__state",)
    list_select_related = ("campaign",)
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    readonly_fields = ("name", "campaign", "stage", "reminders_shown", "decline_reason")
    fieldsets = (
        (None, {"fields": ("name", "campaign", "stage", "reminders_shown", "decline_reason")}),
        ("Anschrift", {"fields": ADDRESS}),
    )
    change_form_template = "admin/profiles/invitation/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Show the invitations of the person's clusters, with how far they have come."""
        own = Invitation.objects.staffed_by(request.user).values("pk")
        return Invitation.objects.with_progress().filter(pk__in=own).order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Invitations are found through their campaign, not in the list of everything."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Firms are invited on the page of a campaign."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An invitation is taken back, not deleted."""
        return False

    @admin.display(description="Stand")
    def stage(self, invitation: Invitation) -> str:
        """How far the firm has come."""
        return str(stage_of(invitation).label)

    @admin.display(description="Erinnerungen")
    def reminders_shown(self, invitation: Invitation) -> int:
        """How often it was reminded within this campaign."""
        return invitation.reminders

    def save_model(self, request: HttpRequest, obj: Invitation, form: ModelForm, change: bool) -> None:
        """Keep the corrected address."""
        values = {name: form.cleaned_data[name] for name in ADDRESS if name in form.cleaned_data}
        correct_address(invitation=obj, actor=request.user, values=values)  # type: ignore[arg-type]

    def response_change(self, request: HttpRequest, obj: Invitation) -> HttpResponse:
        """Note a refusal or take the link back where that was asked for; lead back to the campaign."""
        person: Any = request.user
        if "_decline" in request.POST:
            decline_invitation(invitation=obj, actor=person, reason="der Wirtschaftsförderung gesagt")
            messages.success(request, f"„{obj}“ möchte nicht dabei sein; es geht nichts mehr dorthin.")
        elif "_revoke" in request.POST:
            revoke_invitation(invitation=obj, actor=person)
            messages.success(request, f"Die Links von „{obj}“ gelten nicht mehr.")
        else:
            messages.success(request, f"Die Anschrift von „{obj}“ ist gespeichert.")
        return HttpResponseRedirect(reverse("admin:profiles_campaign_change", args=[obj.campaign_id]))
