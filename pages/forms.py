"""The form in which staff write a page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pages.domain.editing import publish_text
from pages.domain.texts import page_text
from pages.enums import PageSlug
from pages.models import Page, TextVersion

MARKDOWN_HELP = (
    "Absätze durch eine Leerzeile trennen. ## Zwischenüberschrift, **fett**, - Aufzählung, "
    "[Wort](https://adresse.de) für einen Verweis. HTML wird nicht ausgeführt, sondern gezeigt."
)


class PageForm(forms.ModelForm):
    """Heading, text and why it changes; `seen` is the version that the form was filled with."""

    title = forms.CharField(label="Überschrift", max_length=120, widget=forms.TextInput(attrs={"size": 60}))
    body = forms.CharField(
        label="Text", help_text=MARKDOWN_HELP, widget=forms.Textarea(attrs={"rows": 30, "cols": 100})
    )
    reason = forms.CharField(
        label="Anlass der Änderung",
        max_length=200,
        required=False,
        help_text="Steht bei der Fassung, zum Beispiel „neue Anschrift“.",
        widget=forms.TextInput(attrs={"size": 60}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Page
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = page_text(PageSlug(self.instance.slug))
        for name in ("title", "body"):
            self.fields[name].initial = getattr(present, name)
        self.fields["seen"].initial = present.number

    def clean(self) -> dict[str, Any]:
        """Refuse what was written over a version that is no longer in force."""
        data = super().clean() or {}
        present = page_text(PageSlug(self.instance.slug))
        if data.get("seen") not in (None, present.number):
            raise ValidationError(
                f"Inzwischen hat jemand anderes die Seite geändert (Fassung {present.number}). Ihr Text steht "
                "noch hier; laden Sie die Seite in einem zweiten Fenster und übernehmen Sie, was fehlt.",
                code="stale",
            )
        return data

    def publish(self, actor: Any) -> TextVersion:
        """Put what was typed in force."""
        data = self.cleaned_data
        return publish_text(
            slug=PageSlug(self.instance.slug),
            title=data["title"],
            body=data["body"],
            actor=actor,
            reason=data["reason"],
            expected=data["seen"],
        )
