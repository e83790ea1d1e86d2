"""The application's name for people, its mails and its periodic work."""

from datetime import timedelta

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """How answers get into the directory."""

    name = "profiles"
    verbose_name = "Rückmeldungen"

    def ready(self) -> None:
        """Make the kinds of mail and the periodic work known to the outbox, and what two firms that merge mean."""
        from companies.domain.merge_rules import register_merge_rule
        from outbox.domain.schedule import Daily, Job, register_job
        from outbox.notifications import register
        from profiles import notifications
        from profiles.domain import link_secrets
        from profiles.domain.expiring_certificates import tell_of_certificates
        from profiles.domain.freshness import keep_fresh
        from profiles.domain.merge_rules import MERGE_RULES
        from profiles.domain.registering import forget_unverified

        for rule in MERGE_RULES:
            register_merge_rule(rule)
        for kind in notifications.KINDS_WITHOUT_SECRETS:
            register(kind)
        register(notifications.INVITATION, secrets=link_secrets.invitation_secrets)
        register(notifications.CONFIRMATION, secrets=link_secrets.confirmation_secrets)
        register(notifications.CERTIFICATES, secrets=link_secrets.change_secrets)
        register(notifications.REGISTRATION, secrets=link_secrets.registration_secrets)
        register(notifications.RETURNED, secrets=link_secrets.returned_secrets)
        for key, label, minute, run in (
            ("profiles.freshness", "Nach der Aktualität der Profile fragen", 0, keep_fresh),
            ("profiles.certificates", "An ablaufende Zertifikate erinnern", 10, tell_of_certificates),
            ("profiles.registrations", "Unbestätigte Anmeldungen löschen", 20, forget_unverified),
        ):
            register_job(
                Job(
                    key=key,
                    label=label,
                    cadence=Daily(hour=6, minute=minute),
                    run=run,
                    max_lateness=timedelta(hours=18),
                )
            )
