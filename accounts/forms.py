"""Forms of signing in: allauth's, in the words of this site."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.core.exceptions import ValidationError

from accounts.domain.opening import open_account
from accounts.models import User

ANY_CODE = "Sechs Ziffern aus Ihrer App oder einer Ihrer Ersatzcodes."


class WordsMixin(forms.Form):
    """Gives fields of a foreign form our words: name of a field → (label, help)."""

    words: dict[str, tuple[str, str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class RequestLoginCodeForm(WordsMixin, account_forms.RequestLoginCodeForm):
    """Where a code to sign in is to be sent."""

    words = {"email": ("E-Mail-Adresse", "")}


class ConfirmLoginCodeForm(WordsMixin, account_forms.ConfirmLoginCodeForm):
    """The code that came by mail."""

    words = {"code": ("Code aus der E-Mail", "Acht Ziffern; der Strich darf fehlen.")}


class AuthenticateForm(WordsMixin, factor_forms.AuthenticateForm):
    """The second step of signing in."""

    words = {"code": ("Code", ANY_CODE)}


class ReauthenticateForm(WordsMixin, factor_forms.ReauthenticateForm):
    """A code once more, before something delicate."""

    words = {"code": ("Code", ANY_CODE)}


class ActivateTOTPForm(WordsMixin, app_forms.ActivateTOTPForm):
    """The first code of a new app, which proves that it works."""

    words = {"code": ("Code aus der App", "Die sechs Ziffern, die die App jetzt anzeigt.")}


class AddWebAuthnForm(WordsMixin, key_forms.AddWebAuthnForm):
    """A name for a new key; the key itself comes from the browser."""

    words = {
        "name": ("Name", "So finden Sie den Schlüssel wieder, zum Beispiel „Diensttelefon“."),
        "passwordless": (
            "Mit diesem Schlüssel auch ohne Passwort anmelden",
            "",
        ),
    }


class EditWebAuthnForm(WordsMixin, key_forms.EditWebAuthnForm):
    """Another name for a key."""

    words = {"name": ("Name", "")}


class NewAccountForm(SetPasswordMixin, forms.Form):
    """An account for an address that is proven: the person's name and, for those who want one, a password."""

    first_name = forms.CharField(
        label="Vorname", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nachname", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password1, password2 = SetPasswordMixin.create_password_fields("Passwort", "Passwort wiederholen")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        first, second = self.fields["password1"], self.fields["password2"]
        first.required = second.required = False
        first.help_text = (
            "Freiwillig, mindestens zehn Zeichen. Ohne Passwort schicken wir Ihnen zu jeder Anmeldung einen Code per "
            "E-Mail."
        )
        second.help_text = ""

    def clean(self) -> dict[str, Any]:
        """Check the password against the person's own name and address, too."""
        values = super().clean() or self.cleaned_data
        if bool(values.get("password1")) != bool(values.get("password2")):
            self.add_error("password2", ValidationError(self.error_messages["password_mismatch"]))
        self.validate_passwords()
        names = {name: values.get(name, "") for name in ("first_name", "last_name")}
        self.validate_password_for_user(User(email=self.email, **names), "password1")
        return values

    def save(self) -> User:
        """Open the account. Raises ValidationError when there is one meanwhile."""
        values = self.cleaned_data
        return open_account(
            email=self.email,
            first_name=values["first_name"],
            last_name=values["last_name"],
            password=values["password1"] or None,
        )
