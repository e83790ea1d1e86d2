"""The form with which staff hand in a file."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from companies.models import Cluster
from profiles.domain.reading import LARGEST_FILE
from profiles.domain.staging import FileRefusedError, Staged, stage_file

if TYPE_CHECKING:
    from accounts.models import User


class UploadForm(forms.Form):
    """Asks for one file and reads it; what is wrong with the file stands beside the field."""

    file = forms.FileField(
        label="Datei",
        allow_empty_file=True,
        help_text=(
            "Excel-Arbeitsmappe (.xlsx), CSV, JSON Lines, ausgefülltes Formularblatt oder eine E-Mail als Text "
            "(.txt, .eml). Die Reihenfolge der Spalten ist gleichgültig; nötig ist nur der Firmenname."
        ),
    )
    cluster = forms.ModelChoiceField(label="Cluster", queryset=Cluster.objects.none(), empty_label=None)
    again = forms.BooleanField(
        label="Auch dann einlesen, wenn genau diese Datei schon einmal übernommen wurde",
        required=False,
    )

    def __init__(self, *args: Any, actor: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        clusters = Cluster.objects.staffed_by(actor).order_by("name")
        self.fields["cluster"].queryset = clusters
        if len(clusters) == 1:
            self.fields["cluster"].initial = clusters[0].pk
            self.fields["cluster"].widget = forms.HiddenInput()

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        limit = min(settings.UPLOAD_MAX_BYTES, LARGEST_FILE)
        if (file.size or 0) > limit:
            raise forms.ValidationError(
                f"Die Datei ist größer als {limit // 1_000_000} MB. Bitte teilen Sie sie auf."
            )
        return file

    def stage(self) -> Staged | None:
        """Read the file of the valid form; None, with errors beside the field, where nothing can be taken from it."""
        file = self.cleaned_data["file"]
        try:
            return stage_file(
                name=file.name,
                data=file.read(),
                cluster=self.cleaned_data["cluster"],
                actor=self.actor,
                again=self.cleaned_data["again"],
            )
        except FileRefusedError as refusal:
            for entry in refusal.messages:
                self.add_error("file", entry.text)
            return None
