"""The application's name for people, and what it makes known to lower apps."""

from datetime import timedelta

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Who fits whom."""

    name = "matching"
    verbose_name = "Bedarf und Vermittlung"

    def ready(self) -> None:
        """Make demands known as a user of the vocabulary, and the worker's task to the schedule."""
        from competences.domain.users import register
        from matching.domain.pair_jobs import pair
        from matching.domain.vocabulary_usage import DemandVocabulary
        from outbox.domain.schedule import Every, Job, register_job

        register(DemandVocabulary())
        register_job(
            Job(
                key="matching.pairs",
                label="Gesuchte Partner mit Angeboten zusammenbringen",
                cadence=Every(minutes=10),
                run=pair,
                max_lateness=timedelta(hours=2),
            )
        )
