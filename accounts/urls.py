"""Addresses of signing in; the names are allauth's, which it looks up itself."""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from accounts.views import RecoveryCodesView, RemoveKeyView, SessionsView

urlpatterns = [
    path("anmelden/", views.login, name="account_login"),
    path("anmelden/code/", views.request_login_code, name="account_request_login_code"),
    path("anmelden/code/eingeben/", views.confirm_login_code, name="account_confirm_login_code"),
    path("anmelden/schluessel/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("anmelden/zweiter-schritt/", factor.authenticate, name="mfa_authenticate"),
    path("abmelden/", views.logout, name="account_logout"),
    path("gesperrt/", views.account_inactive, name="account_inactive"),
    path("bestaetigen/", views.reauthenticate, name="account_reauthenticate"),
    path("bestaetigen/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("bestaetigen/schluessel/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passwort/aendern/", views.password_change, name="account_change_password"),
    path("passwort/setzen/", views.password_set, name="account_set_password"),
    path("passwort/vergessen/", views.password_reset, name="account_reset_password"),
    path("passwort/unterwegs/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("passwort/fertig/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("sicherheit/", factor.index, name="mfa_index"),
    path("sicherheit/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sicherheit/app/entfernen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sicherheit/schluessel/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("sicherheit/schluessel/neu/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("sicherheit/schluessel/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("sicherheit/schluessel/<int:pk>/entfernen/", RemoveKeyView.as_view(), name="mfa_remove_webauthn"),
    path("sicherheit/ersatzcodes/", RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "sicherheit/ersatzcodes/neu/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("sicherheit/anmeldungen/", SessionsView.as_view(), name="usersessions_list"),
]
