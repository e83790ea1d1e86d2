"""Fields of the entry page as Germans fill them in."""

from typing import Any

from django import forms
from django.urls import reverse

from profiles.forms.fields import MeasureField

LARGEST = 1e9
"""Numbers beyond are typing errors."""


class NumberField(MeasureField):
    """A number above 0 as Germans write it; what was typed stays when it is wrong."""

    default_error_messages = {
        "number": "Bitte schreiben Sie eine Zahl, zum Beispiel 1.200 oder 0,8.",
        "size": "Diese Zahl ist zu groß oder zu klein.",
        "whole": "Bitte schreiben Sie eine ganze Zahl.",
    }

    def __init__(self, *, most: float = LARGEST, **kwargs: Any) -> None:
        super().__init__(most=most, **kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def is_possible(self, number: float) -> bool:
        """Say whether the number may be meant: what is asked for is never nothing."""
        return number > 0 and super().is_possible(number)


class DateField(forms.DateField):
    """A day, typed as 21.11.2026 or chosen."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


def suggesting(kind: str) -> forms.TextInput:
    """Return a text box that completes what is typed with entries of one kind."""
    address = f"{reverse('companies:suggestions')}?art={kind}"
    return forms.TextInput(attrs={"data-suggestions": address, "data-fill": "", "autocomplete": "off"})
