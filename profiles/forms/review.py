"""The form with which staff decide about a submission: per changed field taken or not, corrected, reasoned."""

import copy
from dataclasses import dataclass
from typing import Any

from django import forms

from companies.domain.profile_data import ProfileData
from companies.domain.profile_json import only_fields
from profiles.domain.answers import base_of, changed_fields, handed_in, stand
from profiles.domain.profile_words import field_label
from profiles.forms.details import DetailsForm
from profiles.forms.steps import CapabilitiesForm, QuestionsForm
from profiles.models import Submission

_SOURCES: tuple[type[forms.Form], ...] = (QuestionsForm, CapabilitiesForm, DetailsForm)
NOT_EDITABLE = frozenset(
    {"capabilities", "not_meant", "further_sites", "machines", "certificates", "contacts", "logo"}
)
"""Lists are corrected in the firm's own form (see profiles.views.review_steps)."""

LONGEST_REASON = 500


@dataclass(frozen=True)
class ReviewedField:
    """The controls of one changed field."""

    name: str
    label: str
    take: forms.BoundField
    reason: forms.BoundField
    edit: forms.BoundField | None


class ReviewForm(forms.Form):
    """Decides about the changed fields of one submission."""

    stand = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    note = forms.CharField(
        label="Nachricht an das Unternehmen",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Nötig zum Zurückgeben und Ablehnen; das Unternehmen liest sie.",
    )

    def __init__(self, data: Any = None, *, submission: Submission) -> None:
        self.answers = handed_in(submission)
        self.base = base_of(submission)
        self.changed = changed_fields(self.base, self.answers)
        super().__init__(data, initial={"stand": stand(self.answers)})
        for name in self.changed:
            self.fields[f"take-{name}"] = forms.BooleanField(
                label=f"{field_label(name)} übernehmen", required=False, initial=True
            )
            self.fields[f"reason-{name}"] = forms.CharField(
                label=f"Hinweis zu {field_label(name)}", max_length=LONGEST_REASON, required=False
            )
            if name not in NOT_EDITABLE:
                self.fields[f"edit-{name}"] = _editor(name, getattr(self.answers, name))

    @property
    def rows(self) -> list[ReviewedField]:
        """Return the controls in the order of the questionnaire."""
        return [
            ReviewedField(
                name,
                field_label(name),
                self[f"take-{name}"],
                self[f"reason-{name}"],
                self[f"edit-{name}"] if f"edit-{name}" in self.fields else None,
            )
            for name in self.changed
        ]

    @property
    def taken(self) -> list[str]:
        """Return the fields that are to be published."""
        return [name for name in self.changed if self.cleaned_data.get(f"take-{name}")]

    @property
    def notes(self) -> dict[str, str]:
        """Return the reasons that were given, per field."""
        reasons = {name: self.cleaned_data.get(f"reason-{name}", "") for name in self.changed}
        return {name: reason for name, reason in reasons.items() if reason}

    @property
    def edits(self) -> ProfileData | None:
        """Return the corrected fields, None where nothing was corrected."""
        edited = {
            name: self.cleaned_data[f"edit-{name}"]
            for name in self.changed
            if f"edit-{name}" in self.cleaned_data and f"edit-{name}" in self.changed_data
        }
        values = {
            name: "" if value is None else value
            for name, value in edited.items()
            if value != getattr(self.answers, name)
        }
        return only_fields(ProfileData(**values), values.keys()) if values else None


def _editor(name: str, value: Any) -> forms.Field:
    """Return the field of the firm's own form with what would be published in it."""
    source = next(form for form in _SOURCES if name in form.base_fields)
    field = copy.deepcopy(source.base_fields[name])
    field.initial = value
    field.required = name == "name"
    field.label = f"{field_label(name)}, wie es veröffentlicht wird"
    return field
