"""The form in which staff decide about a pair."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from matching.domain.pair_decisions import decide_pair
from matching.enums import PairState
from matching.models import Pair

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_WAIT_DAYS = 730


class PairDecisionForm(forms.Form):
    """What staff make of a pair; `seen` is the state in which they saw it."""

    seen = forms.ChoiceField(choices=PairState.choices, widget=forms.HiddenInput)
    to = forms.ChoiceField(label="Entscheidung", choices=PairState.choices, widget=forms.HiddenInput)
    remind_on = forms.DateField(
        label="Wieder vorlegen am",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label="Grund",
        required=False,
        max_length=300,
        help_text="Zum Beispiel: arbeiten schon zusammen, Wettbewerber, kein Interesse.",
    )

    def __init__(self, *args: Any, pair: Pair, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair, self.today = pair, today

    def clean_remind_on(self) -> datetime.date | None:
        """Refuse days that have passed or lie years ahead."""
        day: datetime.date | None = self.cleaned_data["remind_on"]
        if day and not self.today < day <= self.today + datetime.timedelta(LONGEST_WAIT_DAYS):
            raise ValidationError("Bitte wählen Sie einen Tag nach heute, höchstens zwei Jahre voraus.")
        return day

    def save(self, *, actor: "User", now: datetime.datetime) -> Pair | None:
        """Store the decision of a valid form; None, with an error beside the field, where something is missing.

        Raises PairMovedError where somebody else has decided in the meantime.
        """
        to = PairState(self.cleaned_data["to"])
        try:
            return decide_pair(
                pair=self.pair,
                seen=PairState(self.cleaned_data["seen"]),
                to=to,
                actor=actor,
                now=now,
                reason=self.cleaned_data["reason"],
                remind_on=self.cleaned_data["remind_on"],
            )
        except ValidationError as error:
            field = {PairState.DISMISSED: "reason", PairState.POSTPONED: "remind_on"}.get(to)
            self.add_error(field, error.messages)
            return None
