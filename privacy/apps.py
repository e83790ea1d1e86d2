from datetime import timedelta

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Datenschutz"

    def ready(self) -> None:
        """Make known what becomes of requests when two firms merge, the mails and the periodic work."""
        from companies.domain.merge_rules import register_merge_rule
        from outbox.domain.schedule import Daily, Job, register_job
        from outbox.notifications import register
        from privacy.domain.merge_rules import MERGE_RULES
        from privacy.domain.notices import contact_secrets, tell_persons
        from privacy.notifications import CONTACT_NOTICE, FIRM_NOTICE

        for rule in MERGE_RULES:
            register_merge_rule(rule)
        register(CONTACT_NOTICE, secrets=contact_secrets)
        register(FIRM_NOTICE)
        register_job(
            Job(
                key="privacy.notices",
                label="Personen unterrichten, die andere eingetragen haben",
                cadence=Daily(hour=7, minute=30),
                run=tell_persons,
                max_lateness=timedelta(hours=16),
            )
        )
