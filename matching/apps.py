"""The application's name for people."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Who fits whom."""

    name = "matching"
    verbose_name = "Bedarf und Vermittlung"
