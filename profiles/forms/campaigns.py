"""Forms with which staff prepare a campaign and correct an address of it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from companies.models import Cluster
from profiles.domain.address_list import AddressList, read_addresses
from profiles.domain.inviting import DEFAULT_MESSAGE
from profiles.domain.reading import LARGEST_FILE
from profiles.domain.staging import FileRefusedError
from profiles.models import Campaign

if TYPE_CHECKING:
    from accounts.models import User


class ListForm(forms.Form):
    """A list of addresses; what is wrong with the file stands beside the field."""

    file = forms.FileField(
        label="Adressliste",
        help_text=(
            "Excel (.xlsx) oder CSV mit Firmenname, E-Mail, Straße, PLZ, Ort, Telefon in beliebiger Reihenfolge; "
            "nötig ist nur der Firmenname."
        ),
    )
    origin = forms.CharField(
        label="Woher stammt die Liste?",
        max_length=200,
        help_text="Steht später bei jeder Adresse, zum Beispiel „Mitgliederliste der Kreishandwerkerschaft 2026“.",
    )

    def clean_file(self) -> UploadedFile | None:
        """Refuse what is too large before it is read."""
        file: UploadedFile | None = self.cleaned_data["file"]
        limit = min(settings.UPLOAD_MAX_BYTES, LARGEST_FILE)
        if file and (file.size or 0) > limit:
            raise forms.ValidationError(f"Die Datei ist größer als {limit // 1_000_000} MB.")
        return file

    def read(self, cluster: Cluster) -> AddressList | None:
        """Read the file of the valid form; None, with errors beside the field, where nothing can be taken from it."""
        file = self.cleaned_data["file"]
        if not file:
            return AddressList()
        try:
            return read_addresses(name=file.name or "", data=file.read(), cluster=cluster)
        except FileRefusedError as refusal:
            for entry in refusal.messages:
                self.add_error("file", entry.text)
            return None


class TextForm(forms.ModelForm):
    """Name, letter and deadline of a campaign."""

    class Meta:
        model = Campaign
        fields = ("name", "message", "answer_by")
        widgets = {
            "name": forms.TextInput(attrs={"class": "vTextField"}),
            "message": forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField"}),
            "answer_by": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def clean_answer_by(self) -> Any:
        """Refuse a day that has passed already."""
        day = self.cleaned_data["answer_by"]
        if day and "answer_by" in self.changed_data and day <= timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt nicht in der Zukunft.")
        return day


class CampaignForm(TextForm, ListForm):
    """A new campaign, with a list of addresses or without."""

    cluster = forms.ModelChoiceField(label="Cluster", queryset=Cluster.objects.none(), empty_label=None)
    field_order = ("cluster", "name", "message", "answer_by", "file", "origin")

    def __init__(self, *args: Any, actor: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = Cluster.objects.staffed_by(actor).order_by("name")
        self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]
        if len(clusters) == 1:
            self.fields["cluster"].initial = clusters[0].pk
            self.fields["cluster"].widget = forms.HiddenInput()
        self.fields["message"].initial = DEFAULT_MESSAGE
        self.fields["file"].required = self.fields["origin"].required = False
        self.fields[
            "file"
        ].help_text += " Firmen aus dem Verzeichnis wählen Sie in der Liste der Unternehmen aus."

    def clean(self) -> dict[str, Any] | None:
        """A list needs its origin: it is the reason why we may write to these addresses."""
        values = super().clean()
        if self.cleaned_data.get("file") and not self.cleaned_data.get("origin"):
            self.add_error("origin", "Bitte schreiben Sie, woher die Liste stammt.")
        return values
