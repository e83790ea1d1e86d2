from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Konten"

    def ready(self) -> None:
        """Make the mails about accounts known."""
        from accounts.domain.account_mails import new_password_link
        from accounts.notifications import PASSWORD_RESET
        from outbox.notifications import register

        register(PASSWORD_RESET, secrets=new_password_link)
