"""The steps of the profile form: each reads some fields of a profile and states them again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from companies.domain.limit_words import limit_words
from companies.domain.limits import Limits
from companies.domain.profile_data import CapabilityData, ProfileData
from companies.enums import Depth, GeneralTolerance, InspectionDocument, Relation
from companies.models import CapabilityLimit
from competences.domain.vocabulary import current_vocabulary
from profiles.domain.answers import stand
from profiles.domain.telling_limits import telling_limits
from profiles.domain.understanding import OfferedWork, offered_works, understanding_of
from profiles.forms.fields import MeasureField, NotMeantField

LONGEST_ANSWER = 4000
WHOLE_NUMBERS = {"batch_min", "batch_max", "it_grade"}
LIMIT_HELP = {"it_grade": "1 bis 18", "roughness_ra_um": "Mittenrauwert"}


@dataclass(frozen=True)
class Problem:
    """Something wrong in a form: id and label of the field (empty for the form as a whole) and the sentence."""

    target: str
    label: str
    error: str


class StepForm(forms.Form):
    """A step; `names` are the fields of ProfileData that it states."""

    names: ClassVar[tuple[str, ...]] = ()

    stand = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, answers: ProfileData, **kwargs: Any) -> None:
        self.answers = answers
        self.current_stand = stand(answers, self.names)
        initial = {name: getattr(answers, name) for name in self.names} | {"stand": self.current_stand}
        super().__init__(*args, initial=initial, **kwargs)

    def stated(self) -> ProfileData:
        """Return what is validly typed; a field with an error is left out, so that the rest can be kept."""
        return ProfileData(
            **{name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}
        )

    def forms(self) -> Iterator[forms.Form]:
        """Yield the form itself and the forms of its rows."""
        yield self

    def problems(self) -> list[Problem]:
        """Return everything that is wrong, for a summary with links to the fields."""
        found = [Problem("", "", str(error)) for error in self.non_field_errors()] if self.is_bound else []
        return found + [
            Problem(field.id_for_label, str(field.label), str(error))
            for form in self.forms()
            if form.is_bound
            for field in form
            for error in field.errors
        ]

    @property
    def seen_stand(self) -> str:
        """Return the mark of what the form showed; it is compared before anything is overwritten."""
        return self.cleaned_data.get("stand") or "unbekannt"


class SubmitForm(StepForm):
    """The last step: a word to those who review."""

    message = forms.CharField(
        label="Möchten Sie der Wirtschaftsförderung etwas dazu sagen?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


class QuestionsForm(StepForm):
    """The three questions, the materials, and what was understood."""

    names = ("core_competences", "offered_services", "sought_partners", "materials", "not_meant")

    core_competences = forms.CharField(
        label="Was können Sie am besten?",
        help_text="Ihre Kernkompetenzen, so wie Sie es einem Kunden am Telefon sagen würden.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_ANSWER,
        required=False,
    )
    offered_services = forms.CharField(
        label="Was können Sie für andere Firmen tun?",
        help_text="Alle Leistungen, mit denen Sie gern beauftragt werden.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_ANSWER,
        required=False,
    )
    sought_partners = forms.CharField(
        label="Für welche Arbeiten suchen Sie einen Partner?",
        help_text="Was Sie vergeben oder wobei Sie Verstärkung brauchen. Das macht Sie nicht zum Anbieter davon.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_ANSWER,
        required=False,
    )
    materials = forms.CharField(
        label="Welche Werkstoffe verarbeiten Sie?",
        help_text="Zum Beispiel Baustahl, Edelstahl 1.4301, Aluminium.",
        max_length=LONGEST_ANSWER,
        required=False,
    )
    not_meant = NotMeantField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = {
            name: self.data.get(self.add_prefix(name), "") if self.is_bound else getattr(self.answers, name)
            for name in self.names[:-1]
        }
        removed = tuple(self.data.getlist("not_meant")) if self.is_bound else (self.answers.not_meant or ())
        self.shown = ProfileData(
            **{**{n: getattr(self.answers, n) for n in ProfileData.__slots__}, **typed, "not_meant": removed}
        )
        self.vocabulary = current_vocabulary()
        self.understanding = understanding_of(self.shown, self.vocabulary)

    def clean_not_meant(self) -> tuple[str, ...]:
        """Keep what was removed before and does not occur at present: it stays removed when it comes back."""
        before = set(self.answers.not_meant or ())
        asleep = before - self.understanding.values - understanding_of(self.answers, self.vocabulary).values
        return tuple(sorted({*self.cleaned_data["not_meant"], *asleep}))


class WorkForm(forms.Form):
    """What a firm says about one process it offers: how much of its own it is, and the few limits that matter."""

    depth = forms.ChoiceField(label="Wie machen Sie das?", choices=Depth.choices, required=False)
    gone = forms.BooleanField(label="machen wir nicht", required=False)

    def __init__(self, *args: Any, work: OfferedWork, asked: tuple[str, ...], **kwargs: Any) -> None:
        self.work = work
        stated = [name for name in Limits.__slots__ if getattr(work.limits, name) not in (None, "")]
        self.limit_names = [*asked, *(name for name in stated if name not in asked)]
        initial = {"depth": work.depth, **{name: getattr(work.limits, name) for name in self.limit_names}}
        super().__init__(*args, initial=initial, **kwargs)
        for name in self.limit_names:
            self.fields[name] = _limit_field(name)

    @property
    def further_words(self) -> str:
        """Return the limits for single materials in words."""
        return "; ".join(
            f"{name}: " + ", ".join(f"{label} {text}" for label, text in limit_words(limits))
            for _, name, limits in self.work.further
        )

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        """Return the limits to show."""
        return [self[name] for name in self.limit_names]

    def clean_it_grade(self) -> int | None:
        """Keep to the grades of ISO 286."""
        grade = self.cleaned_data["it_grade"]
        if grade is not None and not 1 <= grade <= 18:
            raise ValidationError("Toleranzgrade gehen von 1 bis 18.")
        return grade

    def clean(self) -> dict[str, Any]:
        """Keep ranges in order."""
        data = super().clean() or {}
        low, high = data.get("batch_min"), data.get("batch_max")
        if low is not None and high is not None and low > high:
            self.add_error("batch_min", "Die kleinste Losgröße ist größer als die größte.")
        thin, thick = data.get("thickness_min_mm"), data.get("thickness_max_mm")
        if thin is not None and thick is not None and thin > thick:
            self.add_error("thickness_min_mm", "Die kleinste Dicke ist größer als die größte.")
        return data

    def stated(self) -> CapabilityData | None:
        """Return the capability as the firm states it, None where it left everything as understood."""
        data = self.cleaned_data
        if not data.get("depth"):  # the row was not on the page that was sent
            return self._as_it_was() if self.work.stated else None
        limits = Limits(
            **{
                name: data.get(name, getattr(self.work.limits, name))
                for name in Limits.__slots__
                if name in self.limit_names
            }
        )
        depth = data["depth"]
        if not self.work.stated and depth == self.work.depth and limits == self.work.limits:
            return None
        return self._capability(depth, limits)

    def _as_it_was(self) -> CapabilityData:
        return self._capability(self.work.depth, self.work.limits)

    def _capability(self, depth: str, limits: Limits) -> CapabilityData:
        own = (("", limits),) if limits else ()
        further = tuple((key, values) for key, _, values in self.work.further)
        return CapabilityData(
            self.work.process, Relation.OFFERED.value, depth, self.work.text, (*own, *further)
        )


class CapabilitiesForm(StepForm):
    """Every process that was understood, with the attributes that matter, and the sizes of batches and parts."""

    names = ("capabilities", "not_meant", "batch_sizes", "max_dimensions")

    batch_sizes = forms.CharField(
        label="Losgrößen",
        help_text="Zum Beispiel Einzelteile bis 500 Stück.",
        max_length=500,
        required=False,
    )
    max_dimensions = forms.CharField(
        label="Größte Abmessungen",
        help_text="Zum Beispiel 3.000 x 1.500 mm oder Ø 400 x 1.000 mm.",
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vocabulary = current_vocabulary()
        self.works = [
            WorkForm(
                self.data if self.is_bound else None,
                work=work,
                asked=telling_limits(work.process, vocabulary),
                prefix=f"w-{work.process}",
            )
            for work in offered_works(self.answers, vocabulary)
        ]

    def forms(self) -> Iterator[forms.Form]:
        """Yield the form itself and one per process."""
        yield self
        yield from self.works

    def is_valid(self) -> bool:
        """Say whether all rows are valid as well."""
        return all([super().is_valid(), *(form.is_valid() for form in self.works)])

    def stated(self) -> ProfileData:
        """Return sizes, capabilities and what the firm does not do."""
        capabilities = [item for item in self.answers.capabilities or () if item.relation != Relation.OFFERED]
        removed = set(self.answers.not_meant or ())
        for form in self.works:
            if form.cleaned_data.get("gone"):
                removed.update({f"process:{form.work.process}"} if form.work.in_text else set())
            elif item := form.stated():
                capabilities.append(item)
        texts = {
            name: self.cleaned_data[name]
            for name in ("batch_sizes", "max_dimensions")
            if name in self.cleaned_data
        }
        return ProfileData(**texts, capabilities=tuple(capabilities), not_meant=tuple(sorted(removed)))


def _limit_field(name: str) -> forms.Field:
    label = str(CapabilityLimit._meta.get_field(name).verbose_name)
    if name == "general_tolerance":
        return forms.ChoiceField(
            label=label, choices=[("", "keine Angabe"), *GeneralTolerance.choices], required=False
        )
    if name == "inspection_document":
        return forms.ChoiceField(
            label=label, choices=[("", "keine Angabe"), *InspectionDocument.choices], required=False
        )
    return MeasureField(label=label, whole=name in WHOLE_NUMBERS, help_text=LIMIT_HELP.get(name, ""))
