"""The application's name for people, and what it makes known to lower apps."""

from datetime import timedelta

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Who fits whom."""

    name = "matching"
    verbose_name = "Bedarf und Vermittlung"

    def ready(self) -> None:
        """Make demands known as users of the vocabulary, to the page about the order and to the schedule."""
        from companies.domain.merge_rules import register_merge_rule
        from companies.domain.ranking_tables import register_chapter
        from competences.domain.users import register
        from matching.domain.jobs import expire, pair, refresh
        from matching.domain.merge_rules import MERGE_RULES
        from matching.domain.ranking_words import SENTENCES, TITLE
        from matching.domain.vocabulary_usage import DemandVocabulary
        from matching.domain.weights import MATCHING_WEIGHT_TABLE
        from outbox.domain.schedule import Daily, Every, Job, register_job

        register(DemandVocabulary())
        for rule in MERGE_RULES:
            register_merge_rule(rule)
        register_chapter(TITLE, SENTENCES, MATCHING_WEIGHT_TABLE)
        register_job(
            Job(
                key="matching.matches",
                label="Treffer offener Bedarfe erneuern",
                cadence=Every(minutes=10),
                run=refresh,
                max_lateness=timedelta(hours=2),
            )
        )
        register_job(
            Job(
                key="matching.expiry",
                label="Bedarfe ablaufen lassen",
                cadence=Daily(hour=0, minute=10),
                run=expire,
                max_lateness=timedelta(hours=23),
            )
        )
        register_job(
            Job(
                key="matching.pairs",
                label="Gesuchte Partner mit Angeboten zusammenbringen",
                cadence=Every(minutes=10),
                run=pair,
                max_lateness=timedelta(hours=2),
            )
        )
