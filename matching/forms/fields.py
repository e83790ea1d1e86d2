"""Fields of the entry page as Germans fill them in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from competences.language.numbers import parse_number

LARGEST = 1e9
"""Numbers beyond are typing errors."""


class NumberField(forms.CharField):
    """A number as Germans write it, with thousands dots and decimal comma; what was typed stays when it is wrong."""

    def __init__(self, *, whole: bool = False, most: float = LARGEST, **kwargs: Any) -> None:
        super().__init__(max_length=20, required=False, **kwargs)
        self.whole, self.most = whole, most
        self.widget.attrs |= {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> float | int | None:
        """Return the number, None for an empty field."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text)
        except ValueError:
            raise ValidationError("Bitte schreiben Sie eine Zahl, zum Beispiel 1.200 oder 0,8.") from None
        if not 0 < number <= self.most:
            raise ValidationError("Diese Zahl ist zu groß oder zu klein.")
        if self.whole and number != int(number):
            raise ValidationError("Bitte schreiben Sie eine ganze Zahl.")
        return int(number) if self.whole else number


class DateField(forms.DateField):
    """A day, typed as 21.11.2026 or chosen."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


def suggesting(kind: str) -> forms.TextInput:
    """Return a text box that completes what is typed with entries of one kind."""
    address = f"{reverse('companies:suggestions')}?art={kind}"
    return forms.TextInput(attrs={"data-suggestions": address, "data-fill": "", "autocomplete": "off"})
