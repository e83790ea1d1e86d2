"""The application's name for people."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """How answers get into the directory."""

    name = "profiles"
    verbose_name = "Rückmeldungen"

    def ready(self) -> None:
        """Make the mails about answers known."""
        from outbox.notifications import register
        from profiles.notifications import KINDS

        for kind in KINDS:
            register(kind)
