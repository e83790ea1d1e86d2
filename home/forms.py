"""A form for the gallery of components."""

from django import forms


class ExampleForm(forms.Form):
    """Shows how a form looks; it asks for nothing that is kept."""

    name = forms.CharField(label="Name", help_text="So, wie er im Register steht.")
    agreed = forms.BooleanField(label="Ich stimme zu", required=False)
