"""Words and relations on the page of an entry."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest

from competences.domain.editing import (
    add_alias,
    add_relation,
    change_alias,
    check_alias,
    remove_alias,
    remove_relation,
)
from competences.domain.snapshots import comparison_key
from competences.enums import AliasRole
from competences.models import Alias, ProcessRelation

WORD_COLUMNS = ("text", "role", "language", "note", "target_key")


class AliasForm(forms.ModelForm):
    """One word; where it may stand is the domain's decision."""

    class Meta:
        model = Alias
        fields = WORD_COLUMNS
        widgets = {
            "text": forms.TextInput(attrs={"size": 26}),
            "note": forms.TextInput(attrs={"size": 16}),
            "target_key": forms.TextInput(attrs={"size": 10}),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a word that stands for another entry already."""
        values = super().clean() or {}
        if "text" in values and "role" in values:
            word = Alias(pk=self.instance.pk, **{name: values.get(name, "") for name in WORD_COLUMNS})
            for field in ("process", "material", "certificate", "industry", "place"):
                setattr(word, field, getattr(self.instance, field))
            check_alias(word)
        return values


class AliasFormSet(forms.BaseInlineFormSet):
    """The words of one entry."""

    def clean(self) -> None:
        """Refuse a word that was typed twice."""
        super().clean()
        seen = set()
        for form in self.forms:
            values = getattr(form, "cleaned_data", {})
            if not values.get("text") or values.get("DELETE"):
                continue
            key = (values.get("role"), comparison_key(values["text"]))
            if key in seen:
                raise ValidationError(f"„{values['text']}“ steht zweimal in der Liste.")
            seen.add(key)

    def write(self, actor: Any) -> None:
        """Hand every change to the domain."""
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        for form in self.deleted_forms:
            if form.instance.pk:
                self.deleted_objects.append(form.instance)
                remove_alias(alias=Alias.objects.get(pk=form.instance.pk), actor=actor)
        for form in self.forms:
            if form in self.deleted_forms or not form.has_changed():
                continue
            values = {name: form.cleaned_data[name] for name in WORD_COLUMNS}
            if form.instance.pk:
                change_alias(alias=form.instance, values=values, actor=actor)
                self.changed_objects.append((form.instance, form.changed_data))
            else:
                self.new_objects.append(add_alias(node=self.instance, actor=actor, **values))


class AliasInline(admin.TabularInline):
    """Words of an entry, compact."""

    model = Alias
    form = AliasForm
    formset = AliasFormSet
    extra = 1
    verbose_name_plural = "Wörter, an denen der Eintrag erkannt wird"
    classes = ("vocabulary-words",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """List what the entry is recognised by before what it must not be taken for."""
        places = [When(role=role, then=place) for place, role in enumerate(AliasRole.values)]
        return super().get_queryset(request).order_by(Case(*places), "folded", "pk")


class RelationFormSet(forms.BaseInlineFormSet):
    """The relations that start at one process."""

    def write(self, actor: Any) -> None:
        """Hand every change to the domain; a changed relation is another relation."""
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        for form in self.forms:
            if not form.has_changed():
                continue
            if form.instance.pk:
                self.deleted_objects.append(form.instance)
                remove_relation(relation=ProcessRelation.objects.get(pk=form.instance.pk), actor=actor)
            if form not in self.deleted_forms:
                values = {name: form.cleaned_data[name] for name in ("target", "kind")}
                self.new_objects.append(add_relation(source=self.instance, actor=actor, **values))


class RelationInline(admin.TabularInline):
    """Relations that start at the process."""

    model = ProcessRelation
    formset = RelationFormSet
    fk_name = "source"
    fields = ("kind", "target")
    autocomplete_fields = ("target",)
    extra = 0
    verbose_name_plural = "Beziehungen zu anderen Verfahren"
