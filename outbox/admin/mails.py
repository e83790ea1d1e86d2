"""Mails in the administration: what left, what waits, what is unclear."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator

from outbox.admin.actions import ACTIONS, BY_NAME, carry_out, list_action
from outbox.admin.filters import KindFilter
from outbox.admin.times import short_time
from outbox.domain.links import Links
from outbox.domain.overview import problems
from outbox.domain.rendering import MASK, SHOWN_MAIL_POLICY, framed, mask
from outbox.models import Mail
from outbox.notifications import kind_of
from outbox.rules import visible_mails_lookup

NOT_SHOWN = "Den Inhalt dieser Art von E-Mails sieht nur der Empfänger."
FORGOTTEN = "Der Inhalt ist nach Ablauf der Frist gelöscht."


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """Mails are written by what causes them: here they are looked at, repeated, taken back and settled."""

    list_display = (
        "written",
        "recipient",
        "state",
        "kind_label",
        "attempts",
        "next_attempt",
        "sent",
        "error",
        "subject",
    )
    list_display_links = ("written", "subject")
    list_filter = ("state", KindFilter, "created_at")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email", "subject", "reference")
    ordering = ("-created_at", "-pk")
    actions = [list_action(action) for action in ACTIONS]
    fieldsets = (
        (
            None,
            {"fields": ("recipient", "kind_label", "subject", "reply_to", "state", "error", "shown_text")},
        ),
        (
            "Verlauf",
            {
                "fields": (
                    ("created_at", "created_by"),
                    ("attempts", "next_attempt_at"),
                    ("sent_at", "changed_by"),
                    ("repeats", "collected_in"),
                    "reference",
                )
            },
        ),
    )
    change_form_template = "admin/outbox/mail/change_form.html"
    change_list_template = "admin/outbox/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        """Show the mails of the person's scopes."""
        return super().get_queryset(request).filter(visible_mails_lookup(request.user))

    def get_readonly_fields(self, request: HttpRequest, obj: Mail | None = None) -> tuple[str, ...]:
        """Nothing of a mail is edited."""
        return ("kind_label", "shown_text", *(field.name for field in Mail._meta.fields))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mails are written by what causes them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        """A mail is erased together with its recipient, or when its time is over."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the look of a mail."""
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("<path:object_id>/ansicht/", view, name="outbox_mail_preview"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list below what needs attention."""
        found = problems(user=request.user, now=timezone.now())
        context = {"title": "E-Mails", "problems": found}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one mail with what can be done about it; a POST does it."""
        mail = self.get_object(request, unquote(object_id))
        if request.method == "POST":
            if not self.has_change_permission(request, mail):
                raise PermissionDenied
            action = BY_NAME.get(request.POST.get("do", ""))
            if mail is not None and action is not None:
                carry_out(self, request, action, [mail])
            return HttpResponseRedirect(request.path)
        offered = [action for action in ACTIONS if mail and action.fits(mail)]
        context = {
            **(extra_context or {}),
            "title": "E-Mail",
            "offered": offered if self.has_change_permission(request, mail) else [],
            "is_shown": mail is not None and _hidden(mail) == "",
            "show_save": False,
            "show_save_and_continue": False,
        }
        return super().change_view(request, object_id, form_url, context)

    @method_decorator(csp_replace(SHOWN_MAIL_POLICY))
    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a mail as its recipient sees it, with dots in place of secrets and links that lead nowhere."""
        mail = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, mail):
            raise PermissionDenied
        if mail is None or _hidden(mail):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        _, html = framed("", mask(mail.html, marker=mail.marker), subject=mail.subject, links=Links(MASK, ""))
        return HttpResponse(html)

    @admin.display(description="Art", ordering="kind")
    def kind_label(self, mail: Mail) -> str:
        """German name of the kind."""
        kind = kind_of(mail.kind)
        return kind.label if kind else mail.kind

    @admin.display(description="geschrieben", ordering="created_at")
    def written(self, mail: Mail) -> str:
        """When it was written, short enough for a column."""
        return short_time(mail.created_at)

    @admin.display(description="nächster Versuch", ordering="next_attempt_at")
    def next_attempt(self, mail: Mail) -> str:
        """When it is tried next."""
        return short_time(mail.next_attempt_at)

    @admin.display(description="gesendet", ordering="sent_at")
    def sent(self, mail: Mail) -> str:
        """When it was sent."""
        return short_time(mail.sent_at)

    @admin.display(description="Text")
    def shown_text(self, mail: Mail) -> str:
        """The text with dots in place of secrets, or why it is not shown."""
        return _hidden(mail) or mask(mail.text, marker=mail.marker)


def _hidden(mail: Mail) -> str:
    """Why the content of a mail is not shown, or an empty text."""
    kind = kind_of(mail.kind)
    if kind is None or not kind.previewable:
        return NOT_SHOWN
    return "" if mail.text else FORGOTTEN
