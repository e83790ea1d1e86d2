from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = "Postausgang"

    def ready(self) -> None:
        """Make the kind of mail and the job known that are the outbox's own."""
        from outbox.domain.bounces import read_mailbox
        from outbox.domain.schedule import Every, Job, register_job
        from outbox.notifications import DIGEST, register

        register(DIGEST)
        if settings.BOUNCE_IMAP_HOST:
            register_job(
                Job(
                    key="outbox.bounces",
                    label="Zurückgekommene E-Mails lesen",
                    cadence=Every(minutes=15),
                    run=read_mailbox,
                    max_lateness=timedelta(hours=1),
                )
            )
