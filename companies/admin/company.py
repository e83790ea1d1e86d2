"""Firms in the administration: the steward's main page."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from companies.admin import inlines
from companies.admin.actions import ACTIONS
from companies.admin.filters import (
    ClusterFilter,
    CompletenessFilter,
    DistrictFilter,
    DuplicateFilter,
    FreshnessFilter,
    MailFilter,
)
from companies.admin.vocabulary import UsesNode
from companies.domain.changes import changes_of
from companies.domain.completeness import completeness, with_completeness
from companies.domain.duplicates import DuplicateCandidate, find_duplicates
from companies.domain.editing import (
    drop_part,
    finish_edited,
    join_cluster,
    save_edited,
    save_main_address,
    save_part,
    set_excluded_processes,
)
from companies.domain.merging import merge_companies, preview_merge
from companies.domain.naming import named
from companies.domain.publishing import publish
from companies.enums import CompanyState, Freshness
from companies.forms import CompanyForm
from companies.models import Company, Site
from companies.rules import freshness

LONGEST_NUMBER = 18
"""Most digits of a primary key in an address."""

SHOWN_MISSING = 3
"""How many missing parts the list names."""

FRESHNESS_SIGNS = {Freshness.FRESH: "✓", Freshness.AGING: "◔", Freshness.STALE: "!", Freshness.NEVER: "?"}

FIELDSETS = (
    (
        "Wer und wo",
        {
            "fields": (
                "name",
                ("legal_form", "kind"),
                ("street", "postcode", "municipality"),
                ("phone", "email", "website"),
                ("employees", "founded", "confirmed_at"),
                "industries_text",
                "languages",
                "confirm_distinct",
            )
        },
    ),
    ("Die drei Fragen", {"fields": ("core_text", "offered_text", "sought_text")}),
    (
        "Werkstoffe, Größen, Maschinen",
        {"fields": ("materials_text", ("batch_text", "dimensions_text"), "machines_text")},
    ),
)
REGISTER = (
    "Register",
    {"classes": ("collapse",), "fields": (("register_number", "register_court"), "vat_id")},
)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):
    """List, page, history and merging of firms, each limited to the clusters of the person."""

    form = CompanyForm
    actions = ACTIONS
    list_display = ("firm", "town", "state", "freshness_shown", "completeness_shown")
    list_filter = (
        FreshnessFilter,
        "state",
        "kind",
        DistrictFilter,
        CompletenessFilter,
        MailFilter,
        DuplicateFilter,
        ClusterFilter,
        UsesNode,
    )
    search_fields = ("name",)
    list_per_page = 50
    ordering = ("sort_name", "pk")
    readonly_fields = ("state", "recognised", "accesses", "missing")
    save_on_top = True
    change_form_template = "admin/companies/company/change_form.html"

    class Media:
        css = {"all": ("companies/admin.css",)}
        js = ("companies/admin.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        """Everything the person may look after; merged entries are opened through the one that took over."""
        main_site = Site.objects.filter(company=OuterRef("pk"), is_main=True).order_by("pk")
        return with_completeness(Company.objects.staffed_by(request.user).current()).annotate(
            main_town=Subquery(main_site.values("municipality")[:1])
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Company], search_term: str
    ) -> tuple[QuerySet[Company], bool]:
        """Search by any name, old or new, in any spelling."""
        return (named(queryset, search_term) if search_term.strip() else queryset), False

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        """A firm is archived or merged, never deleted by hand."""
        return False

    def get_form(self, request: HttpRequest, obj: Company | None = None, **kwargs: Any) -> type[ModelForm]:
        """Let the form know who types."""
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"viewer": request.user})

    def get_fieldsets(self, request: HttpRequest, obj: Company | None = None) -> tuple[Any, ...]:
        """Follow the order of an interview; what is derived comes with a stored firm only."""
        if obj is None:
            return (("Cluster", {"fields": ("cluster",)}), *FIELDSETS, REGISTER)
        stored = ("Stand", {"fields": ("state", "missing", "recognised", "still_excluded", "accesses")})
        return (*FIELDSETS, stored, REGISTER)

    def get_inlines(self, request: HttpRequest, obj: Company | None = None) -> list[Any]:
        """Capabilities are shown once the text has been read."""
        capabilities = [inlines.StoredCapabilityInline] if obj else []
        further = [inlines.FurtherSiteInline, inlines.NameInline] if obj else []
        memberships = [inlines.MembershipInline] if obj and request.user.is_superuser else []
        return [
            *capabilities,
            inlines.NewCapabilityInline,
            inlines.MachineInline,
            inlines.CertificateInline,
            inlines.ContactInline,
            inlines.NoteInline,
            *further,
            *memberships,
        ]

    def save_model(self, request: HttpRequest, obj: Company, form: ModelForm, change: bool) -> None:
        """Write the firm itself and its address."""
        save_edited(company=obj, actor=request.user)
        if change:
            set_excluded_processes(
                company=obj, processes=form.cleaned_data["still_excluded"], actor=request.user
            )
        else:
            join_cluster(company=obj, cluster=form.cleaned_data["cluster"], actor=request.user)
        save_main_address(
            company=obj,
            **{name: form.cleaned_data[name] for name in ("street", "postcode", "municipality")},
            actor=request.user,
        )

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        """Write the parts through the same functions as everything else."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            drop_part(row=row, actor=request.user)
        for row in rows:
            save_part(row=row, actor=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Renew what follows from the answers and the search row once everything is written."""
        super().save_related(request, form, formsets, change)
        finish_edited(company=form.instance, actor=request.user)

    def response_change(self, request: HttpRequest, obj: Company) -> HttpResponse:
        """Publish where the button for it was pressed."""
        self._publish_if_asked(request, obj)
        return super().response_change(request, obj)

    def response_add(
        self, request: HttpRequest, obj: Company, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Publish where the button for it was pressed."""
        self._publish_if_asked(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Company | None = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Offer to publish what is no part of the directory yet."""
        context["offers_publishing"] = obj is None or obj.state != CompanyState.PUBLISHED
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _publish_if_asked(self, request: HttpRequest, obj: Company) -> None:
        if "_publish" in request.POST:
            publish(company=obj, actor=request.user)
            messages.success(request, f"„{obj}“ steht jetzt im Verzeichnis.")

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which two entries are merged."""
        merge = path(
            "<int:pk>/zusammenfuehren/",
            self.admin_site.admin_view(self.merge_view),
            name="companies_company_merge",
        )
        return [merge, *super().get_urls()]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what merging `mit` into this firm would do, and do it on POST; without `mit` offer candidates."""
        values = request.POST if request.method == "POST" else request.GET
        keep = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, keep):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts, "keep": keep}
        if "mit" not in values:
            context |= {"title": f"Doppelte Einträge: {keep}", "candidates": self._candidates(request, keep)}
            return TemplateResponse(request, "admin/companies/company/duplicates.html", context)
        if not values["mit"].isdecimal() or len(values["mit"]) > LONGEST_NUMBER:
            raise Http404
        other = get_object_or_404(self.get_queryset(request), pk=values["mit"])
        take = values.getlist("nehmen")
        try:
            if request.method == "POST":
                merge_companies(keep=keep, other=other, actor=request.user, take=take)
                messages.success(request, f"„{other}“ ist in „{keep}“ aufgegangen.")
                return HttpResponseRedirect(reverse("admin:companies_company_change", args=[keep.pk]))
            preview = preview_merge(keep=keep, other=other, take=take)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("admin:companies_company_changelist"))
        context |= {"title": "Zwei Einträge zusammenführen", "other": other, "preview": preview}
        return TemplateResponse(request, "admin/companies/company/merge.html", context)

    def _candidates(self, request: HttpRequest, company: Company) -> list[DuplicateCandidate]:
        site = company.sites.filter(is_main=True).first()
        return find_duplicates(
            name=company.name,
            postcode=site.postcode if site else "",
            town=site.municipality if site else "",
            register_number=company.register_number,
            register_court=company.register_court,
            vat_id=company.vat_id,
            exclude=company,
            among=Company.objects.staffed_by(request.user),
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show every change of the firm and its parts."""
        company = self.get_object(request, object_id)
        if company is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, company):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Verlauf: {company}",
            "company": company,
            "changes": changes_of(company),
        }
        return TemplateResponse(request, "admin/companies/company/history.html", context)

    @admin.display(description="Unternehmen und Art", ordering="sort_name")
    def firm(self, company: Company) -> SafeString:
        return format_html('{} <span class="quiet">{}</span>', company.name, company.get_kind_display())

    @admin.display(description="Ort", ordering="main_town")
    def town(self, company: Company) -> str:
        return company.main_town or "–"

    @admin.display(description="Aktualität", ordering="confirmed_at")
    def freshness_shown(self, company: Company) -> SafeString:
        value = freshness(company.confirmed_at, timezone.localdate())
        day = f", {company.confirmed_at:%d.%m.%Y}" if company.confirmed_at else ""
        return format_html(
            '<span class="freshness freshness-{}"><span aria-hidden="true">{}</span> {}{}</span>',
            value.lower(),
            FRESHNESS_SIGNS[value],
            value.label,
            day,
        )

    @admin.display(description="vollständig", ordering="complete_percent")
    def completeness_shown(self, company: Company) -> SafeString:
        state = completeness(company)
        if not state.missing:
            return format_html("{} %", state.percent)
        shown = ", ".join(state.missing[:SHOWN_MISSING])
        more = len(state.missing) - SHOWN_MISSING
        return format_html(
            '{} % <span class="quiet">es fehlt: {}{}</span>',
            state.percent,
            shown,
            f" und {more} mehr" if more > 0 else "",
        )

    @admin.display(description="Es fehlt noch")
    def missing(self, company: Company) -> str:
        state = completeness(company)
        return f"{state.percent} % vollständig" + (
            f"; es fehlt: {', '.join(state.missing)}" if state.missing else ""
        )

    @admin.display(description="Aus dem Text erkannt")
    def recognised(self, company: Company) -> SafeString:
        rows = (
            ("Werkstoffe", ", ".join(str(node) for node in company.materials.all())),
            ("Branchen", ", ".join(str(node) for node in company.industries.all())),
        )
        return format_html_join("; ", "{}: {}", ((label, words or "nichts") for label, words in rows))

    @admin.display(description="Zugänge")
    def accesses(self, company: Company) -> SafeString | str:
        people = company.people.select_related("user").order_by("pk")
        shown = ((str(row.user), row.get_role_display()) for row in people)
        return format_html_join(", ", "{} ({})", shown) or "niemand"
