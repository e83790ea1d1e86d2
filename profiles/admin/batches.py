"""The pages of the administration for returned questionnaires."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header

from profiles.admin.preview import preview
from profiles.domain.applying import Applied, apply_batch, decide, discard_batch
from profiles.domain.correction import correction_file, correction_name
from profiles.enums import BatchState, Decision, Outcome
from profiles.forms.returns import UploadForm
from profiles.models import ImportBatch

SECONDS_PER_CLICK = 15
"""How long one click writes rows before it answers; the next click goes on."""

UPLOAD_PAGE = "admin/profiles/importbatch/upload.html"
PREVIEW_PAGE = "admin/profiles/importbatch/preview.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):
    """Hand in a file, see what it would change, decide what is open, take it over."""

    list_display = ("file_name", "state", "outcome", "uploaded_by", "uploaded_at", "closed_by", "closed_at")
    list_filter = ("state", "outcome", "uploaded_at")
    list_select_related = ("uploaded_by", "closed_by", "cluster")
    search_fields = ("file_name",)
    ordering = ("-uploaded_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        """Show the files of the person's clusters."""
        return ImportBatch.objects.without_content().staffed_by(request.user).order_by(*self.ordering)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Files are discarded, not deleted: they are the proof of what a firm answered."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the downloads of a file."""
        view = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/korrektur/",
                view(self.corrections_view),
                name="profiles_importbatch_corrections",
            ),
            path(
                "<path:object_id>/original/", view(self.original_view), name="profiles_importbatch_original"
            ),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take a file in and lead to its preview."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, actor=request.user)
        staged = form.stage() if request.method == "POST" and form.is_valid() else None
        if staged is None:
            return self._page(request, UPLOAD_PAGE, {"title": "Rückmeldung einlesen", "form": form})
        if staged.seen_before:
            self._tell_seen_before(request, staged.batch)
        else:
            self.log_addition(request, staged.batch, "hochgeladen")
        return _to(staged.batch)

    def _tell_seen_before(self, request: HttpRequest, batch: ImportBatch) -> None:
        if batch.state == BatchState.APPLIED:
            text = (
                f"Genau diese Datei wurde am {batch.closed_at:%d.%m.%Y} schon übernommen. Es wurde nichts noch "
                "einmal eingelesen; hier sehen Sie, was damals geschah."
            )
        else:
            text = "Genau diese Datei wartet schon darauf, übernommen zu werden."
        messages.info(request, text)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a file with its rows; a POST decides, takes over or discards."""
        batch = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_act = self.has_change_permission(request, batch)
        if request.method == "POST":
            if not may_act:
                raise PermissionDenied
            return self._act(request, batch)
        context = preview(
            batch,
            chosen=request.GET.get("zeige", ""),
            page=request.GET.get("seite", ""),
            may_act=may_act,
        )
        return self._page(
            request, PREVIEW_PAGE, {"title": f"Rückmeldung {batch.file_name}", "original": batch, **context}
        )

    def _act(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        wanted = request.POST.get("do", "")
        try:
            if wanted == "discard":
                self._discard(request, batch)
            elif wanted in ("apply", "decide"):
                decided = self._keep_decisions(request, batch, confirms=wanted == "apply")
                if wanted == "apply" or batch.state == BatchState.APPLIED:
                    self._apply(request, batch)
                else:
                    _tell_decided(request, decided)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return _to(batch)

    def _discard(self, request: HttpRequest, batch: ImportBatch) -> None:
        if discard_batch(batch=batch, actor=request.user):
            self.log_change(request, batch, "verworfen")
            messages.success(request, "Die Datei wurde verworfen. Am Verzeichnis hat sich nichts geändert.")
        else:
            messages.info(request, "Die Datei war schon verworfen.")

    def _keep_decisions(self, request: HttpRequest, batch: ImportBatch, *, confirms: bool) -> int:
        """Keep what was chosen on the page; taking a proposal over is the decision about it."""
        chosen = {
            int(pk)
            for key in request.POST
            for kind, _, pk in [key.partition("-")]
            if kind in ("decision", "consent") and pk.isdecimal() and len(pk) < 18
        }
        decided = 0
        for row in batch.rows.filter(pk__in=chosen, done_at__isnull=True):
            decided += decide(
                row=row,
                actor=request.user,
                decision=request.POST.get(f"decision-{row.pk}", ""),
                consent=request.POST.get(f"consent-{row.pk}", ""),
            )
        if confirms and batch.outcome == Outcome.PROPOSAL:
            for row in batch.rows.undecided().exclude(action="held"):
                decided += decide(row=row, actor=request.user, decision=Decision.TAKE)
        return decided

    def _apply(self, request: HttpRequest, batch: ImportBatch) -> None:
        result = apply_batch(batch=batch, actor=request.user, seconds=SECONDS_PER_CLICK)
        if result.written:
            self.log_change(request, batch, f"{result.written} Zeilen übernommen")
        _tell_applied(request, batch, result)

    def corrections_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the workbook with the rows to correct."""
        batch = self._found(request, object_id)
        content = correction_file(batch) if batch else None
        if batch is None or content is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return _download(content, correction_name(batch), XLSX)

    def original_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the file as it came."""
        batch = self._found(request, object_id)
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return _download(bytes(batch.content), batch.file_name, "application/octet-stream")

    def _found(self, request: HttpRequest, object_id: str) -> ImportBatch | None:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.get_object(request, unquote(object_id))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(
            request,
            template,
            {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context},
        )


def _to(batch: ImportBatch) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:profiles_importbatch_change", args=[batch.pk]))


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": disposition or "attachment"}
    )


def _tell_decided(request: HttpRequest, decided: int) -> None:
    if decided:
        number = "1 Entscheidung wurde" if decided == 1 else f"{decided} Entscheidungen wurden"
        messages.success(request, f"{number} gespeichert; übernommen wird erst mit „Übernehmen“.")
    else:
        messages.info(request, "Es war keine Entscheidung ausgewählt.")


def _tell_applied(request: HttpRequest, batch: ImportBatch, result: Applied) -> None:
    if result.remaining:
        messages.warning(
            request,
            f"{_rows(result.written)} übernommen, {result.remaining} stehen noch aus. Bitte klicken Sie auf "
            "„Weiter übernehmen“.",
        )
    elif result.written or result.failed:
        messages.success(request, f"{_rows(result.written)} übernommen und im Verzeichnis zu finden.")
    elif batch.closed_by and batch.closed_by != request.user:
        messages.info(
            request, f"Diese Datei hat schon {batch.closed_by} am {batch.closed_at:%d.%m.%Y} übernommen."
        )
    else:
        messages.info(request, "Es gab nichts mehr zu übernehmen.")
    if result.failed:
        messages.error(request, f"Nicht gespeichert werden konnten: {result.failed}. Unten steht, warum.")


def _rows(number: int) -> str:
    return "1 Zeile ist" if number == 1 else f"{number} Zeilen sind"
