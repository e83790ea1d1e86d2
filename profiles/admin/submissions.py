"""The review queue and the page on which staff decide about a firm's answers."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from companies.domain.downloads import file_response
from companies.models import Company
from profiles.admin.review_page import file_for_review, review_page
from profiles.domain.reviewing import (
    approve,
    assign_company,
    edit_submission,
    reject,
    renew_effect,
    return_submission,
)
from profiles.domain.submission_mails import is_heard_by_mail
from profiles.enums import SubmissionState
from profiles.forms.review import ReviewForm
from profiles.models import Submission
from profiles.notifications import PUBLISHED, REJECTED, RETURNED

PAGE = "admin/profiles/submission/review.html"
TOLD = {"approve": PUBLISHED, "return": RETURNED, "reject": REJECTED}
"""What is decided → the mail that the firm gets about it."""

UNHEARD = (
    "Per E-Mail erreicht das niemanden im Unternehmen: Es ist keine Adresse bekannt, oder dort kommt keine Post an "
    "oder ist keine erwünscht. Bitte rufen Sie an."
)


class StateFilter(admin.SimpleListFilter):
    """What waits, unless something else is asked for."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every state that staff see."""
        states = [
            (state.value, str(state.label)) for state in SubmissionState if state != SubmissionState.DRAFT
        ]
        return [*states, ("alle", "alle")]

    def choices(self, changelist: Any) -> Any:
        """Name the default; there is no entry without a choice."""
        for choice in super().choices(changelist):
            if choice["display"] != "Alle":
                yield choice

    def value(self) -> str:
        """Return what is chosen, what waits by default."""
        return super().value() or SubmissionState.SUBMITTED

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        """Keep the chosen state."""
        return queryset if self.value() == "alle" else queryset.filter(state=self.value())


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin):
    """What firms handed in, oldest first."""

    list_display = ("firm", "state", "source", "submitted_at", "waiting_days", "decided_by", "decided_at")
    list_filter = (StateFilter, "source", ("submitted_at", admin.DateFieldListFilter))
    list_select_related = ("company", "decided_by")
    search_fields = ("company__name",)
    ordering = ("submitted_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Show what was handed in to the person's clusters."""
        return Submission.objects.staffed_by(request.user).order_by(*self.ordering).distinct()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Submissions come from firms and from imports."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are the proof of what a firm answered."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the files of a submission."""
        view = self.admin_site.admin_view(self.file_view)
        return [
            path("<path:object_id>/datei/<uuid:key>/", view, name="profiles_submission_file"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a submission beside what is published; a POST decides."""
        submission = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        if submission is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_act = self.has_change_permission(request, submission)
        form = ReviewForm(submission=submission)
        if request.method == "POST":
            if not may_act:
                raise PermissionDenied
            form = ReviewForm(request.POST, submission=submission)
            if form.is_valid() and (response := self._act(request, submission, form)):
                return response
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Einreichung: {submission}",
            "original": submission,
            "submission": submission,
            "may_act": may_act,
            **review_page(submission, form, user=request.user),
        }
        return TemplateResponse(request, PAGE, context)

    def _act(self, request: HttpRequest, submission: Submission, form: ReviewForm) -> HttpResponse | None:
        """Do what was asked for; None shows the page again with what was typed and why it did not work."""
        wanted = request.POST.get("do", "")
        seen = form.cleaned_data["stand"]
        person: Any = request.user
        note = form.cleaned_data["note"]
        try:
            match wanted:
                case "approve":
                    approve(
                        submission=submission,
                        actor=person,
                        fields=form.taken,
                        edits=form.edits,
                        note=note,
                        notes=form.notes,
                        expected=seen or "unbekannt",
                    )
                    text = "Die Angaben sind veröffentlicht und im Verzeichnis zu finden."
                case "return":
                    return_submission(
                        submission=submission, actor=person, note=note, notes=form.notes, expected=seen
                    )
                    text = "Die Angaben sind zurückgegeben; das Unternehmen liest Ihre Hinweise."
                case "reject":
                    reject(submission=submission, actor=person, note=note, expected=seen)
                    text = "Die Angaben sind abgelehnt; am Profil hat sich nichts geändert."
                case "edit" if form.edits is not None:
                    edit_submission(submission=submission, answers=form.edits, actor=person, expected=seen)
                    text = "Ihre Änderungen sind vorgemerkt; veröffentlicht sind sie noch nicht."
                case "effect":
                    renew_effect(submission=submission, actor=person)
                    text = "Die Wirkung auf die Suche ist neu berechnet."
                case "assign":
                    company = self._company(request)
                    assign_company(submission=submission, company=company, actor=person)
                    text = f"Die Angaben zählen jetzt für „{company}“."
                case _:
                    messages.info(request, "Es war nichts zu tun.")
                    return HttpResponseRedirect(request.path)
        except ValidationError as error:
            submission.refresh_from_db()
            messages.error(request, " ".join(error.messages))
            return (
                None if submission.state == SubmissionState.SUBMITTED else HttpResponseRedirect(request.path)
            )
        self.log_change(request, submission, text)
        messages.success(request, text)
        if wanted in TOLD:
            if not is_heard_by_mail(submission, TOLD[wanted]):
                messages.warning(request, UNHEARD)
            return HttpResponseRedirect(reverse("admin:profiles_submission_changelist"))
        return HttpResponseRedirect(request.path)

    def _company(self, request: HttpRequest) -> Company:
        key = request.POST.get("company", "")
        if not key.isdecimal() or len(key) > 18:
            raise Http404
        return get_object_or_404(Company.objects.staffed_by(request.user).current(), pk=key)

    def file_view(self, request: HttpRequest, object_id: str, key: UUID) -> HttpResponseBase:
        """Send a file of a submission."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        submission = self.get_object(request, unquote(object_id))
        stored = file_for_review(submission, key) if submission else None
        if stored is None:
            raise Http404
        return file_response(stored)

    @admin.display(description="Unternehmen", ordering="company__sort_name")
    def firm(self, submission: Submission) -> str:
        return str(submission.company or submission)

    @admin.display(description="wartet seit", ordering="submitted_at")
    def waiting_days(self, submission: Submission) -> str:
        if submission.state != SubmissionState.SUBMITTED or submission.submitted_at is None:
            return "–"
        days = (timezone.localdate() - timezone.localdate(submission.submitted_at)).days
        return "heute" if days < 1 else "1 Tag" if days == 1 else f"{days} Tagen"
