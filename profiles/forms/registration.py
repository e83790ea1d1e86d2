"""The public form for a firm that misses itself in the directory."""

from collections.abc import Iterator
from typing import Any

from django import forms

from companies.forms import WITHOUT_ADDRESS
from companies.models import Cluster
from profiles.domain.registering import register_firm
from profiles.models import Registration


class RegistrationForm(forms.ModelForm):
    """Asks who the firm is and where its link shall go; says nothing about what the directory knows."""

    # Programs fill in whatever looks like a field; people do not see this one.
    homepage = forms.CharField(
        label="Dieses Feld bitte leer lassen",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    website = forms.URLField(
        label="Internetseite (freiwillig)", required=False, max_length=200, assume_scheme="https"
    )

    class Meta:
        model = Registration
        fields = (
            "cluster",
            "name",
            "postcode",
            "town",
            "person",
            "email",
            "phone",
            "website",
            "message",
        )
        labels = {
            "phone": "Telefon (freiwillig)",
            "message": "Möchten Sie uns etwas dazu sagen? (freiwillig)",
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = list(Cluster.objects.order_by("name"))
        self.fields["cluster"].empty_label = None
        if len(clusters) == 1:
            self.fields["cluster"].widget = forms.HiddenInput()
            self.initial["cluster"] = clusters[0].pk
        for name, hint in (
            ("name", "organization"),
            ("postcode", "postal-code"),
            ("town", "address-level2"),
            ("person", "name"),
            ("email", "email"),
            ("phone", "tel"),
            ("website", "url"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = hint
        for name in ("name", "person", "town"):
            self.fields[name].validators.append(WITHOUT_ADDRESS)
        self.fields["postcode"].widget.attrs["inputmode"] = "numeric"
        self.fields["email"].help_text = "Dorthin schicken wir den Link."

    def shown_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields for people."""
        return (field for field in self.visible_fields() if field.name != "homepage")

    def register(self) -> None:
        """Keep the answers of the valid form and send the link; what a program filled in is dropped silently."""
        values = dict(self.cleaned_data)
        cluster = values.pop("cluster")
        if not values.pop("homepage"):
            register_firm(cluster=cluster, values=values)
