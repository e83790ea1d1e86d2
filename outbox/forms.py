"""What a recipient chooses."""

from typing import Any

from django import forms
from django.db import transaction

from outbox.domain.addresses import choose_frequency, frequencies_of, frequency_of
from outbox.enums import Frequency
from outbox.models import Address
from outbox.notifications import MailKind


class PreferencesForm(forms.Form):
    """One choice for every kind of mail that leaves one."""

    def __init__(self, *args: Any, address: Address, kinds: list[MailKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address, self.kinds = address, kinds
        for number, kind in enumerate(kinds):
            self.fields[f"art-{number}"] = forms.ChoiceField(
                label=kind.label,
                choices=[(each.value, each.label) for each in frequencies_of(kind)],
                initial=frequency_of(address, kind),
                widget=forms.Select,
            )

    @transaction.atomic
    def save(self) -> None:
        """Keep what was chosen."""
        for number, kind in enumerate(self.kinds):
            choose_frequency(
                address=self.address, kind=kind, frequency=Frequency(self.cleaned_data[f"art-{number}"])
            )
