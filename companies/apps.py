from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = "Unternehmen"

    def ready(self) -> None:
        """Make the directory known as a user of the vocabulary, and whose mails staff may see."""
        from companies.domain.vocabulary_usage import CompanyVocabulary
        from companies.rules import mail_scopes
        from competences.domain.users import register
        from outbox.rules import register_scopes

        register(CompanyVocabulary())
        register_scopes(mail_scopes)
