"""Filters of the list of all firms."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from companies.domain.identity import match_name
from companies.enums import CompanyKind, SizeClass
from companies.models import Company
from competences.models import Place


def _districts(_request: Any = None) -> QuerySet[Place]:
    return Place.objects.filter(parent=None, merged_into=None).order_by("name_de")


class CompanyFilter(django_filters.FilterSet):
    """What the list of all firms can be narrowed to; all parameters are optional."""

    name = django_filters.CharFilter(label="Name", method="filter_name", max_length=100)
    art = django_filters.ChoiceFilter(
        label="Art", field_name="kind", choices=CompanyKind.choices, empty_label="alle Arten"
    )
    kreis = django_filters.ModelChoiceFilter(
        label="Stadt oder Landkreis",
        queryset=_districts,
        to_field_name="key",
        method="filter_district",
        empty_label="überall",
    )
    groesse = django_filters.ChoiceFilter(
        label="Größe", choices=SizeClass.choices, method="filter_size", empty_label="jede Größe"
    )

    class Meta:
        model = Company
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = css

    def filter_name(self, queryset: QuerySet[Company], _name: str, value: str) -> QuerySet[Company]:
        """Find firms by any present or former name, however it is spelled."""
        wanted = match_name(value)
        if not wanted:
            return queryset
        condition = Q(match_name__contains=wanted) | Q(names__match_name__contains=wanted)
        return queryset.filter(pk__in=Company.objects.filter(condition).values("pk"))

    def filter_district(self, queryset: Any, _name: str, value: Place) -> QuerySet[Company]:
        """Keep firms with a site in the district."""
        return queryset.in_district(value.key)

    def filter_size(self, queryset: Any, _name: str, value: str) -> QuerySet[Company]:
        """Keep one size class."""
        return queryset.of_size(value)

    @property
    def is_active(self) -> bool:
        """Say whether anything is narrowed."""
        return any(self.form.cleaned_data.values()) if self.form.is_valid() else False
