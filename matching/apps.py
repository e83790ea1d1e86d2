"""The application's name for people, and what it makes known to lower apps."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Who fits whom."""

    name = "matching"
    verbose_name = "Bedarf und Vermittlung"

    def ready(self) -> None:
        """Make demands known as a user of the vocabulary."""
        from competences.domain.users import register
        from matching.domain.vocabulary_usage import DemandVocabulary

        register(DemandVocabulary())
