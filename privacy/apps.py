"""The application's name for people, its mails and its periodic work."""

from datetime import timedelta

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Data protection."""

    name = "privacy"
    verbose_name = "Datenschutz"

    def ready(self) -> None:
        """Make known what becomes of requests when two firms merge, the mails, the jobs, and a part of Datenschutz."""
        from companies.domain.merge_rules import register_merge_rule
        from outbox.domain.schedule import Daily, Job, register_job
        from outbox.notifications import register
        from pages.domain.texts import register_generated
        from pages.enums import PageSlug
        from privacy.domain.applying import apply_nightly
        from privacy.domain.merge_rules import MERGE_RULES
        from privacy.domain.notices import contact_secrets, tell_persons
        from privacy.domain.requests import remind
        from privacy.domain.retention import as_markdown
        from privacy.notifications import CONTACT_NOTICE, KINDS_WITHOUT_SECRETS

        for rule in MERGE_RULES:
            register_merge_rule(rule)
        register(CONTACT_NOTICE, secrets=contact_secrets)
        for kind in KINDS_WITHOUT_SECRETS:
            register(kind)
        register_generated(PageSlug.PRIVACY, "Aufbewahrung", as_markdown)
        register_job(
            Job(
                key="privacy.retention",
                label="Aufbewahrungsfristen anwenden",
                cadence=Daily(hour=3, minute=40),
                run=apply_nightly,
                max_lateness=timedelta(hours=20),
            )
        )
        register_job(
            Job(
                key="privacy.notices",
                label="Personen unterrichten, die andere eingetragen haben",
                cadence=Daily(hour=7, minute=30),
                run=tell_persons,
                max_lateness=timedelta(hours=16),
            )
        )
        register_job(
            Job(
                key="privacy.requests",
                label="An Fristen von Anträgen zum Datenschutz erinnern",
                cadence=Daily(hour=6, minute=40),
                run=remind,
                max_lateness=timedelta(hours=18),
            )
        )
