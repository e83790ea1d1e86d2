"""Where the vocabulary meets its users: who uses an entry, and words that nothing recognises."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from companies.admin.widgets import NamedAutocompleteSelect
from companies.domain.unknown_words import passages, unknown_words, vain_searches, words_only_searched
from companies.domain.vocabulary_effects import preview_word
from companies.domain.vocabulary_usage import NODE_PARAMETER, companies_using
from companies.models import Company, UnknownWord
from competences.domain.editing import KIND_OF, add_alias, ignore_word
from competences.domain.snapshots import comparison_key
from competences.domain.vocabulary import MODELS, current_vocabulary
from competences.enums import SUFFICIENT_ROLES, AliasLanguage, AliasRole
from competences.language import Kind, nearest_nodes
from competences.models import Alias, IgnoredWord, VocabularyNode

REASON = "Unbekanntes Wort zugeordnet"
ASSIGNABLE = (Kind.PROCESS, Kind.MATERIAL, Kind.CERTIFICATE, Kind.INDUSTRY)
SUGGESTIONS = 4


class UsesNode(admin.SimpleListFilter):
    """Companies that use one entry of the vocabulary; reached by link, shown only then."""

    title = "Begriff"
    parameter_name = NODE_PARAMETER

    def _entry(self) -> tuple[Kind, str] | None:
        kind, _, key = str(self.value() or "").partition(":")
        return (Kind(kind), key) if kind in set(Kind) and key else None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the entry that was asked for, by its name."""
        value = request.GET.get(self.parameter_name, "")
        kind, _, key = value.partition(":")
        node = MODELS[Kind(kind)].objects.filter(key=key).first() if kind in set(Kind) else None
        return [(value, str(node))] if node else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the companies of which a row points to the entry."""
        entry = self._entry()
        return queryset.filter(pk__in=companies_using(*entry).values("pk")) if entry else queryset


class AssignForm(forms.Form):
    """To which entry a word belongs; exactly one entry is chosen."""

    word = forms.CharField(label="Wort oder Ausdruck", max_length=120)
    process = forms.ModelChoiceField(queryset=None, required=False, label="Verfahren")
    material = forms.ModelChoiceField(queryset=None, required=False, label="Werkstoff")
    certificate = forms.ModelChoiceField(queryset=None, required=False, label="Zertifikat")
    industry = forms.ModelChoiceField(queryset=None, required=False, label="Branche")
    role = forms.ChoiceField(
        label="Bedeutung",
        choices=[(role.value, role.label) for role in (*SUFFICIENT_ROLES, AliasRole.WEAK)],
        initial=AliasRole.STRONG,
        required=False,
    )
    language = forms.ChoiceField(
        label="Sprache", choices=AliasLanguage.choices, initial=AliasLanguage.GERMAN, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in ASSIGNABLE:
            field = self.fields[kind.value]
            field.queryset = MODELS[kind].objects.filter(merged_into=None)
            widget = NamedAutocompleteSelect(Alias._meta.get_field(kind.value), admin.site)
            widget.choices = field.choices
            field.widget = widget

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one entry."""
        values = super().clean() or {}
        nodes = [values[kind.value] for kind in ASSIGNABLE if values.get(kind.value)]
        if len(nodes) != 1:
            raise ValidationError("Bitte wählen Sie genau einen Eintrag.")
        values["node"] = nodes[0]
        values["role"] = values.get("role") or AliasRole.STRONG
        values["language"] = values.get("language") or AliasLanguage.GERMAN
        return values


class WordChangeList(ChangeList):
    """Unknown words with examples and vain searches, fetched once for the whole page."""

    def get_results(self, request: HttpRequest) -> None:
        """Add passages and number of searches to each row of the page."""
        super().get_results(request)
        rows = list(self.result_list)
        words = [row.word for row in rows]
        found = passages(words, Company.objects.staffed_by(request.user))
        searched = vain_searches(words)
        for row in rows:
            row.passages = found.get(row.word, [])
            row.searches = searched.get(row.word, 0)
        self.result_list = rows


@admin.register(UnknownWord)
class UnknownWordAdmin(admin.ModelAdmin):
    """Words of the profiles that map to nothing, the most frequent first."""

    change_list_template = "admin/companies/unknownword/change_list.html"
    list_display = ("assign", "examples", "number", "searches")
    list_display_links = None
    list_per_page = 50
    search_fields = ("word",)
    search_help_text = "Teil des Wortes"
    actions = ("ignore",)

    class Media:
        css = {"all": ["css/vocabulary-admin.css"]}

    @admin.display(description="Betriebe", ordering="number")
    def number(self, row: UnknownWord) -> int:
        """How many firms write the word."""
        return row.number

    @admin.display(description="vergebliche Suchen")
    def searches(self, row: UnknownWord) -> int:
        """How often it was searched for in vain."""
        return row.searches

    @admin.display(description="im Zusammenhang")
    def examples(self, row: UnknownWord) -> str:
        """The firms' own words around it."""
        lines = [(p.company.name, p.before, p.word, p.after) for p in row.passages]
        return format_html(
            '<ul class="vocabulary-examples">{}</ul>',
            format_html_join("", "<li><strong>{}:</strong> {}<mark>{}</mark>{}</li>", lines),
        )

    @admin.display(description="Wort", ordering="word")
    def assign(self, row: UnknownWord) -> str:
        """The way to the page on which the word becomes one of an entry."""
        address = f"{reverse('admin:companies_unknownword_assign')}?{urlencode({'word': row.surface})}"
        return format_html('<a href="{}">{}</a>', address, row.surface)

    @admin.action(description="Ausgewählte Wörter übergehen", permissions=["ignore"])
    def ignore(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the words off the list for good."""
        words = [(row.word, row.surface) for row in queryset]
        known = set(IgnoredWord.objects.values_list("folded", flat=True))
        for word, surface in words:
            if word not in known:
                ignore_word(text=surface, actor=request.user)
        number = "1 Wort wird" if len(words) == 1 else f"{len(words)} Wörter werden"
        self.message_user(request, f"{number} übergangen.", messages.SUCCESS)

    def has_ignore_permission(self, request: HttpRequest) -> bool:
        """Whoever may change the vocabulary may pass words over."""
        return request.user.has_perm("competences.add_ignoredword")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Words come from the profiles only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Words are what the firms wrote."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A word goes when it is assigned or passed over."""
        return False

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Begin with what most firms write."""
        return ("-number", "word", "pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what the list is and what a click does; add the words that no firm writes."""
        context = {
            **(extra_context or {}),
            "title": "Unbekannte Wörter: eines anklicken, um es einem Eintrag zuzuordnen",
            "only_searched": words_only_searched(Company.objects.staffed_by(request.user)),
        }
        return super().changelist_view(request, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """One row per word, of the firms that the person looks after."""
        return unknown_words(Company.objects.staffed_by(request.user))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find in whatever spelling."""
        for term in search_term.split():
            queryset = queryset.filter(word__contains=comparison_key(term))
        return queryset, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """List with examples."""
        return WordChangeList

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a word is assigned."""
        view = self.admin_site.admin_view(self.assign_view)
        return [path("zuordnen/", view, name="companies_unknownword_assign"), *super().get_urls()]

    def assign_view(self, request: HttpRequest) -> HttpResponse:
        """Choose the entry of a word, see what that changes, and store it on a POST."""
        if not (self.has_view_permission(request) and request.user.has_perm("competences.add_alias")):
            raise PermissionDenied
        if "ignore" in request.POST:
            return self._pass_over(request, request.POST.get("word", ""))
        values = request.POST or request.GET
        is_chosen = any(values.get(kind.value) for kind in ASSIGNABLE)
        form = AssignForm(values) if is_chosen else AssignForm(initial={"word": values.get("word", "")})
        effects = None
        if form.is_bound and form.is_valid():
            node, word = form.cleaned_data["node"], form.cleaned_data["word"]
            columns = {name: form.cleaned_data[name] for name in ("role", "language")}
            try:
                if request.method == "POST":
                    add_alias(node=node, text=word, actor=request.user, reason=REASON, **columns)
                    self.message_user(request, f"„{word}“ steht jetzt bei „{node}“.", messages.SUCCESS)
                    return HttpResponseRedirect(reverse("admin:companies_unknownword_changelist"))
                companies = Company.objects.staffed_by(request.user)
                effects = preview_word(node=node, text=word, companies=companies, **columns)
            except ValidationError as error:
                form.add_error(None, error.messages)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Wort zuordnen",
            "form": form,
            "effects": effects,
            "may_ignore": bool(values.get("word")) and self.has_ignore_permission(request),
            "suggestions": self._suggestions(values.get("word", "")),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/companies/assign_word.html", context)

    def _pass_over(self, request: HttpRequest, word: str) -> HttpResponse:
        """Take one word off the list for good, for example a typing error of a search."""
        if not self.has_ignore_permission(request):
            raise PermissionDenied
        try:
            ignore_word(text=word, actor=request.user)
            self.message_user(request, f"„{word}“ wird übergangen.", messages.SUCCESS)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:companies_unknownword_changelist"))

    def _suggestions(self, word: str) -> list[tuple[VocabularyNode, str]]:
        """Entries that the word comes near to, each with the address of its preview."""
        vocabulary = current_vocabulary()
        near = nearest_nodes(word, vocabulary, limit=SUGGESTIONS, kinds=frozenset(ASSIGNABLE)) if word else ()
        found = []
        for kind in ASSIGNABLE:
            keys = [item.key for item in near if item.kind is kind]
            found += list(MODELS[kind].objects.filter(key__in=keys)) if keys else []
        return [(node, "?" + urlencode({"word": word, KIND_OF[type(node)].value: node.pk})) for node in found]
