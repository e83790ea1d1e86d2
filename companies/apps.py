from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = "Unternehmen"

    def ready(self) -> None:
        """Make the directory known as a user of the vocabulary."""
        from companies.domain.vocabulary_usage import CompanyVocabulary
        from competences.domain.users import register

        register(CompanyVocabulary())
