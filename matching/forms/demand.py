"""The entry page's forms: what a demand says as a whole, and one row per step and criterion."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from companies.domain.identity import match_name
from companies.enums import GeneralTolerance, InspectionDocument
from companies.models import Cluster, Company
from companies.search.requirement import WantedPlace
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, analyse
from matching.domain.demands import DemandData, check_anonymity
from matching.domain.entry import (
    ALSO_BETWEEN,
    LEVELLED,
    NODE_KINDS,
    VALUE_FIELDS_OF,
    find_entry,
    is_blank,
    similar_names,
)
from matching.domain.wanted import Criterion, Values
from matching.enums import Attribute, DemandKind, Importance, Visibility
from matching.forms.fields import LARGEST, DateField, NumberField, suggesting
from matching.models import DemandCriterion
from matching.rules import firms_to_ask_for

MOST_OPEN_DAYS = 366
WHOLE = ("batch_min", "batch_max", "it_grade")
LEVEL_CHOICES: Mapping[Attribute, list[tuple[str, str]]] = {
    Attribute.GENERAL_TOLERANCE: list(GeneralTolerance.choices),
    Attribute.DOCUMENT: list(InspectionDocument.choices),
}


class DemandForm(forms.Form):
    """What a demand says besides its steps and criteria."""

    company = forms.CharField(
        label="Für welches Unternehmen?",
        max_length=200,
        help_text="Der Name, wie er im Verzeichnis steht.",
        error_messages={"required": "Bitte nennen Sie das Unternehmen."},
    )
    text = forms.CharField(
        label="Was brauchen Sie?",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=(
            "Schreiben Sie es so, wie Sie es in einer E-Mail schreiben würden: Arbeit, Werkstoff, Stückzahl, Maße, "
            "Nachweise, Lieferort."
        ),
    )
    kind = forms.ChoiceField(
        label="Worum geht es?", choices=DemandKind.choices, initial=DemandKind.ORDER, required=False
    )
    title = forms.CharField(
        label="Titel",
        max_length=160,
        help_text="So steht der Bedarf in der Liste.",
        error_messages={"required": "Bitte geben Sie dem Bedarf einen Titel."},
    )
    place = forms.CharField(label="Lieferort", max_length=100, required=False)
    radius_km = NumberField(label="Umkreis in km", whole=True, most=500)
    radius_hard = forms.BooleanField(label="Der Umkreis ist Bedingung", required=False)
    needed_by = DateField(label="Gebraucht bis")
    expires_on = DateField(label="Bedarf läuft ab am", help_text="Leer: 90 Tage nach dem Einstellen.")
    visibility = forms.ChoiceField(
        label="Wer darf den Bedarf sehen?",
        choices=Visibility.choices,
        initial=Visibility.MEMBERS,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        required=False,
    )

    def __init__(self, *args: Any, actor: User, firm: Company | None = None, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.actor = actor
        self.firms = firms_to_ask_for(actor)
        self.only_firm = firm
        if firm is None and not actor.is_staff:
            own = list(self.firms.order_by("pk")[:2])
            self.only_firm = own[0] if len(own) == 1 else None
        if self.only_firm is not None:
            del self.fields["company"]
        else:
            self.fields["company"].widget = suggesting("company")
        self.fields["place"].widget = suggesting("place")

    def clean_company(self) -> Company:
        """Find the firm by its name among those the person may ask for."""
        name = self.cleaned_data["company"]
        found = list(self.firms.filter(match_name=match_name(name)).order_by("pk")[:2])
        if len(found) != 1:
            raise ValidationError(
                f"„{name}“ ist kein Unternehmen, für das Sie einen Bedarf einstellen können."
                if not found
                else f"Mehrere Unternehmen heißen „{name}“. Bitte lassen Sie die Einträge zusammenführen."
            )
        return found[0]

    def clean_text(self) -> str:
        """Keep one kind of line ends: positions in the text count them."""
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_kind(self) -> str:
        """An order where nothing is chosen."""
        return self.cleaned_data["kind"] or DemandKind.ORDER

    def clean_visibility(self) -> str:
        """Visible for all members where nothing is chosen."""
        return self.cleaned_data["visibility"] or Visibility.MEMBERS

    def clean_place(self) -> WantedPlace | None:
        """Find the municipality."""
        text = self.cleaned_data["place"]
        if not text:
            return None
        place = find_place(text)
        if place is None:
            raise ValidationError(
                f"Den Ort „{text}“ kennen wir nicht. Versuchen Sie es mit der Postleitzahl."
            )
        return place

    def clean_expires_on(self) -> datetime.date | None:
        """Refuse days that are over and those far away."""
        day = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if day is not None and not today <= day <= today + datetime.timedelta(days=MOST_OPEN_DAYS):
            raise ValidationError("Bitte wählen Sie einen Tag ab heute und innerhalb eines Jahres.")
        return day

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("radius_hard") and "place" in cleaned and not cleaned["place"]:
            self.add_error("place", "Ein Umkreis als Bedingung braucht einen Lieferort.")
        if cleaned.get("radius_hard") and "radius_km" in cleaned and not cleaned["radius_km"]:
            self.add_error("radius_km", "Bitte nennen Sie den Umkreis in Kilometern.")
        company = cleaned.get("company") or self.only_firm
        if company and "title" in cleaned and "text" in cleaned and "visibility" in cleaned:
            try:
                check_anonymity(company=company, data=self.data_of(cleaned))
            except ValidationError as error:
                self.add_error("text", error)
        return cleaned

    @staticmethod
    def data_of(cleaned: Mapping[str, Any]) -> DemandData:
        """Return the cleaned values as the domain takes them."""
        return DemandData(
            title=cleaned["title"],
            text=cleaned["text"],
            kind=DemandKind(cleaned.get("kind") or DemandKind.ORDER),
            visibility=Visibility(cleaned["visibility"]),
            expires_on=cleaned.get("expires_on"),
        )

    @property
    def firm(self) -> Company:
        """The firm that asks, once the form is valid."""
        return self.only_firm or self.cleaned_data["company"]

    def cluster(self) -> Cluster:
        """Return the cluster in which the demand appears: the first one of the firm that the person sees."""
        return (
            Cluster.objects.of_viewer(self.actor)
            .filter(memberships__company=self.firm)
            .order_by("memberships__pk")
            .first()
        )


def find_place(text: str) -> WantedPlace | None:
    """Return the municipality that a text names, None where it names none."""
    vocabulary = current_vocabulary()
    mention = next((m for m in analyse(text, vocabulary, query=True).mentions if m.kind is Kind.PLACE), None)
    if mention is None:
        return None
    place = vocabulary.place(mention.key)
    return WantedPlace(place.key, place.name, place.latitude, place.longitude)


class RowForm(forms.Form):
    """What steps and criteria have in common; an empty row asks for nothing."""

    importance = forms.ChoiceField(label="ist", choices=Importance.choices, required=False)
    out = forms.BooleanField(label="weglassen", required=False)
    passage = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
    proposed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    added = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)

    node_kind: Kind | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.key = self.level = ""

    def shown(self, name: str) -> str:
        """Return what stands in a field of the row, bound or not."""
        return str(self.data.get(self.add_prefix(name), "") if self.is_bound else self.initial.get(name, ""))

    def dress(self) -> None:
        """Give every control its look."""
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "form-check-input"
            elif not field.widget.is_hidden:
                is_choice = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def source(self) -> str:
        """The passage of the text from which the row was read."""
        return self.shown("passage")

    @property
    def row_name(self) -> str:
        """The name by which criteria refer to the row of a step."""
        return self.shown("name")

    @property
    def asks(self) -> bool:
        """Say whether the valid row asks for something."""
        return not self.cleaned_data.get("out") and not is_blank(
            {name: self.shown(name) for name in self.fields}
        )

    def clean_importance(self) -> str:
        """A condition where nothing is chosen."""
        return self.cleaned_data["importance"] or Importance.HARD

    def find(self, name: str, kind: Kind) -> None:
        """Look the typed name up; what is not known is an error with the nearest names."""
        text = self.cleaned_data.get(name, "")
        if not text or self.cleaned_data.get("out"):
            return
        vocabulary = current_vocabulary()
        found = find_entry(kind, text, vocabulary)
        if found is None:
            near = similar_names(text, vocabulary) if kind is Kind.PROCESS else ()
            hint = f" Ähnlich: {', '.join(near)}." if near else ""
            self.add_error(name, f"„{text}“ ist nicht eindeutig oder nicht bekannt.{hint}")
        else:
            self.key, self.level = found


class StepForm(RowForm):
    """One process of the demand."""

    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    process = forms.CharField(label="Verfahren", max_length=120, required=False)
    also = forms.CharField(
        label="oder auch",
        max_length=500,
        required=False,
        help_text="Jedes davon genügt. Mehrere trennt ein Semikolon.",
    )
    number = NumberField(label="Reihenfolge", whole=True, most=99)
    lead_proposed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["process"].widget = suggesting("process")
        self.also_keys: tuple[str, ...] = ()
        self.dress()

    def clean(self) -> dict[str, Any]:
        """Find the process."""
        cleaned = super().clean() or self.cleaned_data
        self.find("process", Kind.PROCESS)
        if not cleaned.get("out"):
            self.also_keys = tuple(self._found_also(cleaned.get("also", "")))
        return cleaned

    def _found_also(self, text: str) -> Iterator[str]:
        """Yield the further processes; what is not known is an error."""
        vocabulary = current_vocabulary() if text else None
        for name in (part.strip() for part in text.split(ALSO_BETWEEN.strip())):
            if not name or vocabulary is None:
                continue
            found = find_entry(Kind.PROCESS, name, vocabulary)
            if found is None:
                self.add_error("also", f"„{name}“ ist nicht eindeutig oder nicht bekannt.")
            elif found[0] != self.key:
                yield found[0]


class CriterionForm(RowForm):
    """One thing asked for besides the processes; its fields follow from what it is about."""

    attribute = forms.CharField(widget=forms.HiddenInput, max_length=17)
    step = forms.CharField(label="gilt für", required=False, max_length=8)

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stated = self.shown("attribute")
        self.attribute = Attribute(stated) if stated in VALUE_FIELDS_OF else Attribute.MATERIAL
        self.fields["step"] = forms.ChoiceField(
            label="gilt für", choices=[("", "den ganzen Bedarf"), *steps], required=False
        )
        if self.attribute in NODE_KINDS:
            field = DemandCriterion._meta.get_field(NODE_KINDS[self.attribute].value)
            self.fields["node"] = forms.CharField(
                label=str(field.verbose_name),
                max_length=120,
                required=False,
                widget=suggesting(NODE_KINDS[self.attribute].value),
            )
        for name in VALUE_FIELDS_OF[self.attribute]:
            label = str(DemandCriterion._meta.get_field(name).verbose_name)
            most = 18 if name == "it_grade" else LARGEST
            self.fields[name] = NumberField(label=label, whole=name in WHOLE, most=most)
        if self.attribute in LEVEL_CHOICES:
            self.fields["level"] = forms.ChoiceField(
                label="Klasse", choices=[("", "–"), *LEVEL_CHOICES[self.attribute]], required=False
            )
        elif self.attribute in LEVELLED:
            self.fields["level"] = forms.CharField(label="Stufe", max_length=30, required=False)
        self.dress()

    @property
    def label(self) -> str:
        """What the row is about."""
        return str(self.attribute.label)

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The fields that say what is asked for, in their order."""
        names = [name for name in ("node", *VALUE_FIELDS_OF[self.attribute], "level") if name in self.fields]
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Find the entry and put ranges in order."""
        cleaned = super().clean() or self.cleaned_data
        if self.attribute in NODE_KINDS:
            self.find("node", NODE_KINDS[self.attribute])
        for low, high in (("thickness_min_mm", "thickness_max_mm"), ("batch_min", "batch_max")):
            if cleaned.get(low) and cleaned.get(high) and cleaned[low] > cleaned[high]:
                self.add_error(low, "Der kleinere Wert steht vorn.")
        if self.attribute is Attribute.CERTIFICATE and self.key and "level" in cleaned:
            cleaned["level"] = self._level(cleaned["level"] or self.level)
        return cleaned

    def _level(self, typed: str) -> str:
        """Return the level as the vocabulary writes it; one that the norm does not have is an error."""
        node = current_vocabulary().node(Kind.CERTIFICATE, self.key)
        levels = [*node.levels, *(level for scale in node.further_levels.values() for level in scale)]
        known = {level.casefold(): level for level in levels}
        known |= {word.casefold(): level for level, words in node.level_aliases.items() for word in words}
        if typed and levels and typed.casefold() not in known:
            self.add_error("level", f"Diese Stufe gibt es nicht. Möglich: {', '.join(levels)}.")
        return known.get(typed.casefold(), typed)

    def criterion(self, numbers: Mapping[str, int]) -> Criterion:
        """Return the valid row as a criterion; `numbers` maps names of rows to numbers of steps."""
        cleaned = self.cleaned_data
        return Criterion(
            attribute=self.attribute,
            importance=Importance(cleaned["importance"]),
            step=numbers.get(cleaned.get("step", "")),
            key=self.key,
            level=cleaned.get("level", ""),
            values=Values(**{name: cleaned.get(name) for name in VALUE_FIELDS_OF[self.attribute]}),
            passage=cleaned.get("passage", ""),
        )
