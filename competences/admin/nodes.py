"""The lists and pages of the vocabulary's entries."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from simple_history.admin import SimpleHistoryAdmin

from competences.admin.filters import RootFilter, StateFilter
from competences.admin.inlines import AliasInline, RelationInline
from competences.admin.merging import merge_view
from competences.domain.editing import (
    KIND_OF,
    changing,
    delete_node,
    deletion_obstacle,
    save_node,
    set_implied,
)
from competences.domain.snapshots import comparison_key
from competences.domain.users import usage, users
from competences.language import fold
from competences.models import Alias, Certificate, Industry, Material, Place, Process, VocabularyNode

DEEPEST_INDENT = 6
NAMES = ("name_de", "name_en", "key", "parent")


class TreeChangeList(ChangeList):
    """A list in the order of the tree, with what its rows show fetched once for all of them."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        """Order by the tree unless a column was clicked."""
        queryset = super().get_queryset(request, exclude_parameters)
        return queryset if self.params.get("o") else queryset.order_by("tree_ordering")

    def get_results(self, request: HttpRequest) -> None:
        """Add path, number of words and number of users to each row of the page."""
        super().get_results(request)
        rows = list(self.result_list)
        kind = KIND_OF[self.model]
        pks = [row.pk for row in rows]
        names = dict(self.model.objects.values_list("pk", "name_de"))
        words = dict(
            Alias.objects.filter(**{f"{kind.value}__in": pks})
            .order_by()
            .values_list(kind.value)
            .annotate(Count("pk"))
        )
        used = [(user, user.used_by(kind, pks)) for user in users()]
        for row in rows:
            row.path = " › ".join(names[pk] for pk in row.tree_path[:-1])
            row.words = words.get(row.pk, 0)
            row.used_by = [
                (user.counted(counts[row.pk]), user.list_address(kind, row.key))
                for user, counts in used
                if counts.get(row.pk)
            ]
        self.result_list = rows


class NodeAdmin(SimpleHistoryAdmin):
    """What the pages of all kinds of entries share."""

    list_display = ("indented", "parents", "number_of_words", "used_by")
    list_display_links = ("indented",)
    list_filter: tuple[Any, ...] = (RootFilter, StateFilter)
    list_per_page = 200
    list_max_show_all = 1000
    search_fields = ("name_de",)
    search_help_text = "Name, Kurzname oder ein Wort, an dem der Eintrag erkannt wird"
    autocomplete_fields: tuple[str, ...] = ("parent",)
    inlines: list[Any] = [AliasInline]
    actions = None
    save_on_top = True
    change_form_template = "admin/competences/node_form.html"
    object_history_list_template = "simple_history/object_history_list.html"

    class Media:
        css = {"all": ["css/vocabulary-admin.css"]}

    @admin.display(description="Name", ordering="sort_name")
    def indented(self, node: VocabularyNode) -> str:
        """The name, set in by the depth in the tree."""
        depth = min(node.tree_depth, DEEPEST_INDENT)
        return format_html('<span class="vocabulary-level-{}">{}</span>', depth, node)

    @admin.display(description="steht unter")
    def parents(self, node: VocabularyNode) -> str:
        """All entries above, from the top."""
        if node.merged_into_id is not None:
            return f"zusammengeführt mit „{node.merged_into}“"
        return node.path

    @admin.display(description="Wörter")
    def number_of_words(self, node: VocabularyNode) -> int:
        """How many words lead to or away from the entry."""
        return node.words

    @admin.display(description="verwendet von")
    def used_by(self, node: VocabularyNode) -> str:
        """How many firms and the like use the entry, with the way to their lists."""
        rows = ((address, words) for words, address in node.used_by)
        return format_html_join(", ", '<a href="{}">{}</a>', rows)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the entry above without dashes and without links that add or delete it in passing."""
        if db_field.name == "parent":
            kwargs["form_class"] = ModelChoiceField
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "parent" and field is not None:
            for action in ("add", "change", "delete"):
                setattr(field.widget, f"can_{action}_related", False)
        return field

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """List as a tree."""
        return TreeChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch with depth, path and order in the tree."""
        return self.model.objects.with_tree_fields().select_related("merged_into")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find by folded name, key and word; a choice elsewhere never offers merged entries."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(merged_into=None).order_by("sort_name", "pk")
        kind = KIND_OF[self.model].value
        for term in search_term.split():
            words = Alias.objects.filter(folded__contains=comparison_key(term), **{f"{kind}__isnull": False})
            queryset = queryset.filter(
                Q(sort_name__contains=fold(term)) | Q(key__contains=fold(term)) | Q(pk__in=words.values(kind))
            )
        return queryset, False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A key lasts: once given it stays."""
        return (*super().get_readonly_fields(request, obj), *(("key",) if obj else ()))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Mapping[str, tuple[str, ...]]:
        """Suggest the key of a new entry from its name."""
        return {} if obj else {"key": ("name_de",)}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A merged entry only keeps its key alive; there is nothing to change about it."""
        if obj is not None and obj.merged_into_id is not None:
            return False
        return super().has_change_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which an entry is merged into another."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:pk>/zusammenfuehren/", view, name=name), *super().get_urls()]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge an entry into another, after a look at what that moves."""
        return merge_view(self, request, pk)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write everything on the page as one change of the vocabulary."""
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with changing(actor=request.user):
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say who uses the entry and what can be done with it."""
        node = context.get("original")
        context["usage"] = usage(node, KIND_OF[self.model]) if node else []
        context["lists"] = (
            [(user.name, user.list_address(KIND_OF[self.model], node.key)) for user in users()]
            if context["usage"]
            else []
        )
        context["merge_address"] = (
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_merge", args=[node.pk])
            if node and self.has_change_permission(request, node) and IS_POPUP_VAR not in request.GET
            else ""
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write through the domain; an entry whose words alone changed stays as it is."""
        if not change or form.has_changed():
            save_node(node=obj, actor=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write words and relations through the domain."""
        for formset in formsets:
            formset.write(request.user)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Explain why an entry cannot be deleted instead of showing a list of rows."""
        node = self.get_object(request, object_id)
        if node and self.has_delete_permission(request, node) and (sentence := deletion_obstacle(node)):
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[node.pk])
            )
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete through the domain."""
        delete_node(node=obj, actor=request.user)


@admin.register(Process)
class ProcessAdmin(NodeAdmin):
    """Processes and services."""

    fields = (*NAMES, ("din8580", "iso4063"))
    inlines = [AliasInline, RelationInline]


@admin.register(Material)
class MaterialAdmin(NodeAdmin):
    """Families, groups and grades of materials."""

    fields = NAMES


@admin.register(Certificate)
class CertificateAdmin(NodeAdmin):
    """Certificates, approvals and personal qualifications."""

    fields = (*NAMES, "kind", "levels", "level_aliases", "further_levels", "implies", "note")
    list_filter = ("kind", StateFilter)
    autocomplete_fields = ("parent", "implies")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write what a certificate includes through the domain, too."""
        set_implied(certificate=form.instance, implied=form.cleaned_data["implies"], actor=request.user)
        super().save_related(request, form, formsets, change)


@admin.register(Industry)
class IndustryAdmin(NodeAdmin):
    """Branches of industry."""

    fields = (*NAMES, "wz2008", ("is_own", "is_customer"))
    list_filter = ("is_own", "is_customer", StateFilter)


@admin.register(Place)
class PlaceAdmin(NodeAdmin):
    """Districts and municipalities."""

    fields = (*NAMES, "postcode", "state", ("latitude", "longitude"))
    search_help_text = "Ort, Kurzname oder Postleitzahl"
