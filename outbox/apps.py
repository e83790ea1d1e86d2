from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = "Postausgang"

    def ready(self) -> None:
        """Make the kind of mail known that the outbox itself writes."""
        from outbox.notifications import DIGEST, register

        register(DIGEST)
