"""Let a person start over who lost the second factor and every recovery code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.domain.opening import account_with
from accounts.domain.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Takes all second factors from an account, for example the last administrator's; its owner gets a mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = account_with(options["email"])
        if user is None:
            raise CommandError(f"Zu {options['email']} gibt es kein Konto.")
        count = reset_second_factor(user=user, actor=None)
        self.stdout.write(f"{count} Faktoren und Codes gelöscht.")
