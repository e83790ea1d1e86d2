from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Datenschutz"

    def ready(self) -> None:
        """Make known what becomes of requests about data when two firms merge."""
        from companies.domain.merge_rules import register_merge_rule
        from privacy.domain.merge_rules import MERGE_RULES

        for rule in MERGE_RULES:
            register_merge_rule(rule)
