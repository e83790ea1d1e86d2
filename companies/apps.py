from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = "Unternehmen"

    def ready(self) -> None:
        """Make known that the directory uses the vocabulary, its mails, its jobs, and whose mails staff may see."""
        from datetime import timedelta

        from companies import notifications
        from companies.domain.access_requests import forget_unconfirmed, new_confirmation_link
        from companies.domain.found_counts import sum_searches
        from companies.domain.inviting import new_invitation_link
        from companies.domain.vocabulary_usage import CompanyVocabulary
        from companies.rules import mail_scopes
        from competences.domain.users import register as register_user
        from outbox.domain.schedule import Daily, Every, Job, register_job
        from outbox.notifications import register
        from outbox.rules import register_scopes

        register_user(CompanyVocabulary())
        register_scopes(mail_scopes)
        register(notifications.COLLEAGUE_INVITATION, secrets=new_invitation_link)
        register(notifications.ACCESS_CONFIRMATION, secrets=new_confirmation_link)
        register(notifications.ACCESS_WAITING)
        register(notifications.ACCESS_DECLINED)
        register(notifications.PEOPLE_CHANGED)
        register_job(
            Job(
                key="companies.forget_unconfirmed",
                label="Unbestätigte Anträge auf Zugang löschen",
                cadence=Daily(hour=3, minute=20),
                run=forget_unconfirmed,
                max_lateness=timedelta(hours=20),
            )
        )
        register_job(
            Job(
                key="companies.found_counts",
                label="Zählen, wie oft Unternehmen gefunden werden",
                cadence=Every(minutes=60),
                run=sum_searches,
                max_lateness=timedelta(hours=12),
            )
        )
