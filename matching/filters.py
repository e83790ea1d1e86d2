"""Filters of the list of demands."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from companies.domain.geo import distance_km
from companies.search.filters import DEFAULT_RADIUS_KM, RADII_KM
from competences.domain.vocabulary import current_vocabulary, node_pks
from competences.language import Kind
from matching.domain.entry import find_entry
from matching.enums import DemandKind
from matching.forms.demand import find_place
from matching.forms.fields import suggesting
from matching.models import Demand


class DemandFilter(django_filters.FilterSet):
    """What the list of demands can be narrowed to; all parameters are optional and stand in the address."""

    q = django_filters.CharFilter(label="Text", method="filter_text", max_length=100)
    verfahren = django_filters.CharFilter(label="Verfahren", method="filter_process", max_length=120)
    art = django_filters.ChoiceFilter(
        label="Art", field_name="kind", choices=DemandKind.choices, empty_label="alle Arten"
    )
    ort = django_filters.CharFilter(label="Lieferort", method="filter_place", max_length=100)
    umkreis = django_filters.ChoiceFilter(
        label="Umkreis",
        choices=[(str(km), f"{km} km") for km in RADII_KM],
        empty_label=f"{DEFAULT_RADIUS_KM} km",
        method="filter_radius",
    )

    class Meta:
        model = Demand
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["verfahren"].widget = suggesting("process")
        self.form.fields["ort"].widget = suggesting("place")
        for field in self.form.fields.values():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = css
        self.unknown: list[str] = []

    def filter_text(self, queryset: QuerySet[Demand], _name: str, value: str) -> QuerySet[Demand]:
        """Keep what has all words in title or text; never in the name of the firm, which may be hidden."""
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(text__icontains=word))
        return queryset

    def filter_process(self, queryset: Any, _name: str, value: str) -> QuerySet[Demand]:
        """Keep what asks for the process or a special kind of it."""
        vocabulary = current_vocabulary()
        found = find_entry(Kind.PROCESS, value, vocabulary)
        if found is None:
            self.unknown.append(f"Das Verfahren „{value}“ kennen wir nicht.")
            return queryset.none()
        keys = [found[0], *vocabulary.descendants(Kind.PROCESS, found[0])]
        pks = node_pks(Kind.PROCESS, vocabulary)
        return queryset.asking_for([pks[key] for key in keys])

    def filter_place(self, queryset: QuerySet[Demand], _name: str, value: str) -> QuerySet[Demand]:
        """Keep what is to be delivered around a place."""
        centre = find_place(value)
        if centre is None:
            self.unknown.append(f"Den Ort „{value}“ kennen wir nicht.")
            return queryset.none()
        chosen = self.form.cleaned_data.get("umkreis")
        radius = int(chosen) if chosen else DEFAULT_RADIUS_KM
        vocabulary = current_vocabulary()
        near = [
            place.key
            for place in vocabulary.places()
            if distance_km(centre.latitude, centre.longitude, place.latitude, place.longitude) <= radius
        ]
        return queryset.filter(place__key__in=near)

    def filter_radius(self, queryset: QuerySet[Demand], _name: str, value: str) -> QuerySet[Demand]:
        """Belongs to the place; alone it narrows nothing."""
        return queryset

    @property
    def is_active(self) -> bool:
        """Say whether anything is narrowed."""
        return any(self.form.cleaned_data.values()) if self.form.is_valid() else False
