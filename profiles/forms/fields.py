"""Fields as a firm fills them in: numbers with a decimal comma, days as 31.12.2027."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from companies.domain.number_words import number_words
from competences.domain.vocabulary import current_vocabulary
from competences.language.numbers import parse_number
from profiles.domain.understanding import is_node

DAY_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]
LARGEST_MEASURE = 1_000_000


class MeasureField(forms.CharField):
    """A number as Germans write it ("1.200,5"); its value is a float, None where nothing is stated."""

    default_error_messages = {
        "number": "Bitte geben Sie eine Zahl ein, zum Beispiel 1.200 oder 0,8.",
        "size": "Diese Zahl ist zu groß.",
        "whole": "Bitte geben Sie eine ganze Zahl ein.",
    }

    def __init__(self, *, whole: bool = False, most: float = LARGEST_MEASURE, **kwargs: Any) -> None:
        self.whole, self.most = whole, most
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")

    def prepare_value(self, value: Any) -> Any:
        """Show a number with comma and dots; what was typed stays as it was typed."""
        return number_words(value) if isinstance(value, int | float) else value

    def clean(self, value: Any) -> float | int | None:
        """Return the number; raises ValidationError for anything else."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["number"]) from error
        if not self.is_possible(number):
            raise ValidationError(self.error_messages["size"])
        if not self.whole:
            return number
        if number != int(number):
            raise ValidationError(self.error_messages["whole"])
        return int(number)

    def is_possible(self, number: float) -> bool:
        """Say whether the number may be meant."""
        return number <= self.most


class DayField(forms.DateField):
    """A day, shown and typed as 31.12.2027."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DAY_FORMATS)
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget", forms.DateInput(format=DAY_FORMATS[0], attrs={"placeholder": "TT.MM.JJJJ"})
        )
        kwargs.setdefault(
            "error_messages", {"invalid": "Bitte geben Sie ein Datum ein, zum Beispiel 31.12.2027."}
        )
        super().__init__(**kwargs)


class ListField(forms.CharField):
    """A list in one line, with commas in between; its value is a tuple."""

    def prepare_value(self, value: Any) -> Any:
        """Show a list in one line."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the entries, each once."""
        text = super().clean(value)
        entries = (" ".join(part.split()) for part in text.replace(";", ",").replace("\n", ",").split(","))
        return tuple(dict.fromkeys(entry for entry in entries if entry))


class NotMeantField(forms.Field):
    """What was understood and is not meant ("process:drehen"); what the vocabulary does not know is passed over."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the entries, each once and in order."""
        vocabulary = current_vocabulary()
        return tuple(sorted({entry for entry in value or () if is_node(entry, vocabulary)}))
