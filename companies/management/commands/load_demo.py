"""Fill an empty directory with demo firms and sign-ins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from companies.domain.demo import SIGN_INS, load_demo


class Command(BaseCommand):
    help = "Loads fictional firms and demo sign-ins with a published password into an empty directory."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--production",
            action="store_true",
            help="also in production (DEBUG=0): anybody can then sign in with the published password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or settings.TRIAL or options["production"]):
            raise CommandError("Demo data are not loaded in production; --production overrides this.")
        try:
            count = load_demo()
        except ValueError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"]:
            self.stdout.write(f"{count} Unternehmen geladen. Anmeldungen:")
            for sign_in in SIGN_INS:
                self.stdout.write(f"  {sign_in.role:<24}{sign_in.email:<28}{sign_in.password}")
