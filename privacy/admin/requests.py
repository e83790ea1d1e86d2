"""The request log: what is open with its last day, and from each request the information and the erasure."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.models import Cluster, Company
from privacy.domain.downloads import check_ending, information_response
from privacy.domain.erasing import Erasure, erase_company, erase_person, preview_company, preview_person
from privacy.domain.information import Information, information_for_staff
from privacy.domain.requests import close_request, record_request, subject_of
from privacy.enums import RequestState
from privacy.forms import CloseForm, ConfirmForm
from privacy.models import DataRequest

LIST = "admin:privacy_datarequest_changelist"
CHANGE = "admin:privacy_datarequest_change"
ERASE_PAGE = "admin/privacy/datarequest/erase.html"
CLOSE_PAGE = "admin/privacy/datarequest/close.html"
NOT_IDENTIFIED = "Bitte halten Sie zuerst fest, wie Sie die Identität der Person festgestellt haben."


class StateFilter(admin.SimpleListFilter):
    """Open requests, unless something else is asked for."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what is open, what is overdue, and the whole log."""
        return [("offen", "offen"), ("ueberfaellig", "überfällig"), ("alle", "alle")]

    def choices(self, changelist: Any) -> Any:
        """Name the default; there is no entry without a choice."""
        for choice in super().choices(changelist):
            if choice["display"] != "Alle":
                yield choice

    def value(self) -> str:
        """Return what is chosen, the open ones by default."""
        return super().value() or "offen"

    def queryset(self, request: HttpRequest, queryset: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
        """Keep what was chosen."""
        if self.value() == "offen":
            return queryset.filter(state=RequestState.OPEN)
        if self.value() == "ueberfaellig":
            return queryset.filter(state=RequestState.OPEN, due_on__lt=timezone.localdate())
        return queryset


@admin.register(DataRequest)
class DataRequestAdmin(admin.ModelAdmin):
    """Requests of the person's clusters: open ones first, the earliest last day on top."""

    list_display = ("what", "subject", "due", "state", "done")
    list_display_links = ("what",)
    list_filter = (StateFilter, "kind")
    list_select_related = ("company",)
    autocomplete_fields = ("company",)
    change_form_template = "admin/privacy/datarequest/change_form.html"
    fields = (
        "cluster",
        "kind",
        "name",
        "email",
        "company",
        "message",
        "received_on",
        "identified_by",
        "due_on",
    )
    readonly_fields = ("due_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataRequest]:
        """Show the requests of the person's clusters."""
        is_closed = Case(
            When(state=RequestState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        rows = DataRequest.objects.staffed_by(request.user).annotate(is_closed=is_closed)
        return rows.order_by("is_closed", "due_on", "pk")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Open requests first, then by the last day."""
        return ("is_closed", "due_on", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: DataRequest | None = None) -> tuple[str, ...]:
        """The cluster stays as it was taken down."""
        return (*self.readonly_fields, "cluster") if obj else self.readonly_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the person's own cluster and the present."""
        cluster = Cluster.objects.staffed_by(request.user).order_by("pk").first()
        return {"cluster": cluster and cluster.pk, "received_on": timezone.localdate()}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the person's own clusters and their firms."""
        if db_field.name == "cluster":
            kwargs["queryset"] = Cluster.objects.staffed_by(request.user)
        if db_field.name == "company":
            kwargs["queryset"] = Company.objects.staffed_by(request.user).current()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: DataRequest | None = None) -> bool:
        """A closed request stays as it is."""
        is_closed = obj is not None and obj.state != RequestState.OPEN
        return not is_closed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The log is the proof that requests were answered."""
        return False

    def save_model(self, request: HttpRequest, obj: DataRequest, form: ModelForm, change: bool) -> None:
        """Store through the one function, which also sets the last day."""
        person: Any = request.user
        record_request(request=obj, actor=person)

    def get_urls(self) -> list[URLPattern]:
        """Add the information, the erasure and the end of a request."""
        pages: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
            ("<int:pk>/auskunft.<str:ending>", self.information_view, "information"),
            ("<int:pk>/loeschen/", self.erase_view, "erase"),
            ("<int:pk>/abschliessen/", self.close_view, "close"),
        )
        own = [
            path(route, self.admin_site.admin_view(view), name=f"privacy_datarequest_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="Antrag", ordering="kind")
    def what(self, request: DataRequest) -> str:
        """Kind and number."""
        return str(request)

    @admin.display(description="Person oder Unternehmen")
    def subject(self, request: DataRequest) -> str:
        """Whom it is about; nothing of a closed one."""
        return str(request.company or request.name or request.email or "nicht aufbewahrt")

    @admin.display(description="zu beantworten bis", ordering="due_on")
    def due(self, request: DataRequest) -> str | SafeString:
        """The last day, marked when it is over."""
        day = f"{request.due_on:%d.%m.%Y}"
        if request.state == RequestState.OPEN and request.due_on < timezone.localdate():
            return format_html("<strong>überfällig seit {}</strong>", day)
        return day

    def information_view(self, request: HttpRequest, pk: int, ending: str) -> HttpResponse:
        """Hand out what is stored as JSON, PDF or ZIP, once it is noted how the person was identified."""
        check_ending(ending)
        stored = self._stored(request, pk)
        if not stored.identified_by:
            return self._back(request, stored, NOT_IDENTIFIED)
        try:
            information = self._information(request, stored)
        except ValidationError as error:
            return self._back(request, stored, " ".join(error.messages))
        return information_response(information, ending)

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Explain; on a POST show for trial what would be erased, and erase it once the name is typed."""
        stored = self._stored(request, pk)
        person: Any = request.user
        subject = subject_of(stored)
        wanted = str(subject) if isinstance(subject, Company) else subject.label
        do = request.POST.get("do")
        confirm = ConfirmForm(request.POST if do == "erase" else None, wanted=wanted)
        found: Erasure | None = None
        hindrance = "" if stored.identified_by else NOT_IDENTIFIED
        try:
            if do == "erase" and not hindrance and confirm.is_valid():
                if isinstance(subject, Company):
                    erase_company(company=subject, actor=person, request=stored)
                else:
                    erase_person(person=subject, actor=person, request=stored)
                messages.success(request, f"Gelöscht. Der Antrag Nr. {stored.pk} ist abgeschlossen.")
                return HttpResponseRedirect(reverse(LIST))
            if do in ("preview", "erase") and not hindrance:
                found = (
                    preview_company(company=subject, actor=person)
                    if isinstance(subject, Company)
                    else preview_person(person=subject, actor=person)
                )
        except ValidationError as error:
            hindrance = " ".join(error.messages)
        context = {"wanted": wanted, "erasure": found, "hindrance": hindrance, "confirm": confirm}
        return self._page(request, stored, ERASE_PAGE, "Daten löschen", context)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close a request with what was done; from then on its content is gone."""
        stored = self._stored(request, pk)
        form = CloseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            person: Any = request.user
            try:
                close_request(
                    request=stored,
                    to=RequestState(form.cleaned_data["to"]),
                    done=form.cleaned_data["done"],
                    actor=person,
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"Der Antrag Nr. {pk} ist abgeschlossen.")
                return HttpResponseRedirect(reverse(LIST))
        return self._page(request, stored, CLOSE_PAGE, "abschließen", {"form": form})

    def _stored(self, request: HttpRequest, pk: int) -> DataRequest:
        """The open request; 404 for one of another cluster or a closed one, 403 without the right to decide."""
        stored = get_object_or_404(self.get_queryset(request).select_related("company", "user"), pk=pk)
        if stored.state != RequestState.OPEN:
            raise Http404
        if not self.has_change_permission(request, stored):
            raise PermissionDenied
        return stored

    def _information(self, request: HttpRequest, stored: DataRequest) -> Information:
        person: Any = request.user
        return information_for_staff(subject_of(stored), actor=person, now=timezone.now())

    def _back(self, request: HttpRequest, stored: DataRequest, sentence: str) -> HttpResponse:
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse(CHANGE, args=[stored.pk]))

    def _page(
        self, request: HttpRequest, stored: DataRequest, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{stored}: {title}",
            "stored": stored,
        }
        return TemplateResponse(request, template, shared | context)
