"""The application's name for people."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """How answers get into the directory."""

    name = "profiles"
    verbose_name = "Rückmeldungen"
