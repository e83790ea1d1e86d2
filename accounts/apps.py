from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Konten"

    def ready(self) -> None:
        """Make the mails about accounts and the periodic work known."""
        from datetime import timedelta

        from accounts.domain.account_mails import login_code_of, new_password_link
        from accounts.domain.sessions import forget_ended_sessions
        from accounts.notifications import LOGIN_CODE, PASSWORD_RESET, SECURITY_NOTICE
        from outbox.domain.schedule import Daily, Job, register_job
        from outbox.notifications import register

        register(PASSWORD_RESET, secrets=new_password_link)
        register(LOGIN_CODE, secrets=login_code_of)
        register(SECURITY_NOTICE)
        register_job(
            Job(
                key="accounts.forget_ended_sessions",
                label="Beendete Anmeldungen löschen",
                cadence=Daily(hour=3, minute=10),
                run=forget_ended_sessions,
                max_lateness=timedelta(hours=20),
            )
        )
