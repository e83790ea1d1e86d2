"""What people type about requests and erasures."""

from typing import Any

from django import forms
from django.utils.html import format_html

from competences.language import fold
from privacy.enums import REQUEST_TRANSITIONS, RequestState
from privacy.models import DataRequest


class ConfirmForm(forms.Form):
    """The name or address typed once more, before something is erased for good."""

    typed = forms.CharField(label="Zur Bestätigung", max_length=254, strip=True)

    def __init__(self, *args: Any, wanted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.fields["typed"].help_text = format_html("Schreiben Sie „{}“.", wanted)
        self.fields["typed"].widget.attrs |= {"autocomplete": "off", "size": 50}

    def clean_typed(self) -> str:
        """Refuse anything but what is wanted; case, umlauts and blanks do not matter."""
        typed: str = self.cleaned_data["typed"]
        if fold(typed).split() != fold(self.wanted).split():
            raise forms.ValidationError(f"Das stimmt nicht überein. Schreiben Sie „{self.wanted}“.")
        return typed


class CloseForm(forms.Form):
    """How a request ends, and what was done, in words that are kept."""

    to = forms.ChoiceField(
        label="Ergebnis",
        choices=[
            (state.value, state.label)
            for state in RequestState
            if state in REQUEST_TRANSITIONS[RequestState.OPEN]
        ],
    )
    done = forms.CharField(
        label="Was getan wurde",
        max_length=500,
        help_text="Zum Beispiel „Auskunft am Telefon erteilt, PDF zugesandt“. Ohne Namen: Der Satz bleibt aufbewahrt.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


class AskForm(forms.ModelForm):
    """What a person writes with a request of her or his own."""

    class Meta:
        model = DataRequest
        fields = ("message",)
        labels = {"message": "Nachricht an die Wirtschaftsförderung (freiwillig)"}
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}
