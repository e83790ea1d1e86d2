"""The pages of the administration from which firms are invited."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from companies.admin.actions import register_action
from companies.models import Cluster, Company
from profiles.admin.campaign_page import campaign_page, preview_of
from profiles.domain.inviting import (
    Letter,
    change_campaign,
    close_campaign,
    create_campaign,
    invite_addressees,
    print_letters,
    reprint_letters,
    send_mails,
)
from profiles.domain.letters import letters_pdf
from profiles.enums import SendingKind
from profiles.forms.campaigns import CampaignForm, ListForm, TextForm
from profiles.models import Campaign, Invitation, Sending

ADD_PAGE = "admin/profiles/campaign/add.html"
PAGE = "admin/profiles/campaign/page.html"
EXAMPLE_LINK = "https://verzeichnis.example/einladung/hier-steht-der-persoenliche-link-des-Betriebs/"


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin):
    """Prepare a campaign, look at its mail and letter, send, remind, see who answered."""

    list_display = ("name", "state", "firms", "started_at", "created_by")
    list_filter = ("state",)
    list_select_related = ("created_by",)
    search_fields = ("name",)
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        """Show the campaigns of the person's clusters."""
        rows = Campaign.objects.filter(pk__in=Campaign.objects.staffed_by(request.user).values("pk"))
        return rows.select_related("cluster").annotate(number=Count("invitations")).order_by(*self.ordering)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Campaigns end, they are not deleted: they say why an address was written to."""
        return False

    @admin.display(description="Firmen", ordering="number")
    def firms(self, campaign: Campaign) -> int:
        """How many firms it invites."""
        return campaign.number  # type: ignore[attr-defined,no-any-return]

    def get_urls(self) -> list[URLPattern]:
        """Add the preview of the letter."""
        view = self.admin_site.admin_view(self.letter_view)
        return [
            path("<path:object_id>/brief/", view, name="profiles_campaign_letter"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Prepare a campaign, from a list of addresses or empty."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        person: Any = request.user
        form = CampaignForm(request.POST or None, request.FILES or None, actor=person)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            found = form.read(values["cluster"])
            if found is not None:
                try:
                    campaign = create_campaign(
                        cluster=values["cluster"],
                        name=values["name"],
                        message=values["message"],
                        answer_by=values["answer_by"],
                        addressees=found.addressees,
                        origin=values["origin"],
                        actor=person,
                    )
                except ValidationError as error:
                    form.add_error(None, error)
                else:
                    self.log_addition(request, campaign, "angelegt")
                    _tell_refused(request, found.refused)
                    return _to(campaign)
        return self._page(request, ADD_PAGE, {"title": "Firmen einladen", "form": form})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a campaign with its firms; a POST changes, sends, prints or ends."""
        campaign = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, campaign):
            raise PermissionDenied
        if campaign is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        forms = {"text_form": TextForm(instance=campaign), "list_form": ListForm()}
        if request.method == "POST":
            if not self.has_change_permission(request, campaign):
                raise PermissionDenied
            answer = self._act(request, campaign, forms)
            if answer is not None:
                return answer
            campaign.refresh_from_db()
        now = timezone.now()
        context = campaign_page(campaign, chosen=request.GET.get("zeige", ""), now=now)
        context |= forms | {
            "title": campaign.name,
            "original": campaign,
            "may_act": self.has_change_permission(request, campaign) and context["is_open"],
            "preview": preview_of(
                campaign, SendingKind.REMINDER if context["remindable"] else SendingKind.INVITATION
            ),
        }
        return self._page(request, PAGE, context)

    def _act(self, request: HttpRequest, campaign: Campaign, forms: dict[str, Any]) -> HttpResponse | None:
        """Do what was asked for; None shows the page again with what is wrong."""
        person: Any = request.user
        number = request.POST.get("number", "")
        sending: dict[str, Any] = {
            "campaign": campaign,
            "actor": person,
            "expected_number": int(number) if number.isdecimal() and len(number) < 5 else 0,
        }
        try:
            match request.POST.get("do", ""):
                case "text":
                    form = forms["text_form"] = TextForm(request.POST, instance=campaign)
                    if not form.is_valid():
                        return None
                    change_campaign(campaign=campaign, actor=person, **form.cleaned_data)
                    messages.success(request, "Das Anschreiben ist gespeichert.")
                case "list":
                    form = forms["list_form"] = ListForm(request.POST, request.FILES)
                    found = form.read(campaign.cluster) if form.is_valid() else None
                    if found is None:
                        return None
                    added = invite_addressees(
                        campaign=campaign,
                        addressees=found.addressees,
                        origin=form.cleaned_data["origin"],
                        actor=person,
                    )
                    messages.success(request, f"{_firms(added)} aufgenommen.")
                    _tell_refused(request, found.refused)
                case "send" | "remind" as wanted:
                    kind = SendingKind.INVITATION if wanted == "send" else SendingKind.REMINDER
                    sent = send_mails(kind=kind, **sending)
                    self.log_change(request, campaign, f"{kind.label} an {sent}")
                    messages.success(
                        request, f"{kind.label} an {_firms(sent)} geschrieben; sie gehen jetzt hinaus."
                    )
                case "letters" | "letter_reminders" as wanted:
                    kind = SendingKind.INVITATION if wanted == "letters" else SendingKind.REMINDER
                    letters = print_letters(kind=kind, **sending)
                    self.log_change(request, campaign, f"{len(letters)} Briefe ({kind.label})")
                    return _pdf(campaign, letters, kind)
                case "reprint":
                    sending_again = _sending(campaign, request.POST.get("sending", ""))
                    letters = reprint_letters(sending=sending_again, actor=person)
                    self.log_change(request, campaign, f"{len(letters)} Briefe noch einmal")
                    return _pdf(campaign, letters, SendingKind(sending_again.kind))
                case "close":
                    close_campaign(campaign=campaign, actor=person)
                    self.log_change(request, campaign, "beendet")
                    messages.success(request, "Die Aktion ist beendet; es geht nichts mehr hinaus.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return _to(campaign)

    def letter_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the letter as a firm would get it, with an invented link."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        campaign = self.get_object(request, unquote(object_id))
        if campaign is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        first = campaign.invitations.order_by("name", "pk").first() or Invitation(
            name="Musterbetrieb GmbH", street="Werkstraße 1", postcode="67655", town="Kaiserslautern"
        )
        return _pdf(campaign, [Letter(first, EXAMPLE_LINK)], SendingKind.INVITATION)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(
            request,
            template,
            {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context},
        )


@admin.action(description="Zur Beantwortung einladen …", permissions=["view"])
def invite_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]
) -> HttpResponse | None:
    """Prepare a campaign for the firms and lead to its page; nothing is sent yet."""
    if not request.user.has_perm("profiles.add_campaign"):
        raise PermissionDenied
    person: Any = request.user
    chosen = Company.objects.filter(pk__in=queryset.values("pk"))
    cluster = (
        Cluster.objects.staffed_by(request.user)
        .filter(memberships__company__in=chosen)
        .annotate(number=Count("pk"))
        .order_by("-number", "pk")
        .first()
    )
    if cluster is None:
        messages.warning(request, "Keines dieser Unternehmen gehört zu einem Cluster, in dem Sie arbeiten.")
        return None
    campaign = create_campaign(
        cluster=cluster,
        name=f"Einladung vom {timezone.localdate():%d.%m.%Y}",
        companies=chosen,
        actor=person,
    )
    left_out = chosen.count() - campaign.invitations.count()
    if left_out:
        messages.warning(
            request, f"{_firms(left_out)} nicht aufgenommen: archiviert oder nicht Mitglied in „{cluster}“."
        )
    return _to(campaign)


register_action(invite_selected)


def _sending(campaign: Campaign, number: str) -> Sending:
    """Return the sending of the campaign with this number; what is none does not exist."""
    if not number.isdecimal() or len(number) > 4:
        raise Http404
    return get_object_or_404(campaign.sendings.select_related("campaign"), number=number)


def _to(campaign: Campaign) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:profiles_campaign_change", args=[campaign.pk]))


def _pdf(campaign: Campaign, letters: list[Letter], kind: SendingKind) -> HttpResponse:
    content = letters_pdf(
        campaign, letters, day=timezone.localdate(), is_reminder=kind == SendingKind.REMINDER
    )
    name = content_disposition_header(as_attachment=True, filename=f"Briefe {campaign.name}.pdf")
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": name or "attachment"}
    )


def _tell_refused(request: HttpRequest, refused: list[str]) -> None:
    for sentence in refused:
        messages.warning(request, sentence)


def _firms(number: int) -> str:
    return "1 Firma" if number == 1 else f"{number} Firmen"
