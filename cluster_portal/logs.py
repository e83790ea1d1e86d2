"""What must not stand in a log: the secrets of personal links, with which anybody could answer for a firm."""

import logging
import re

_SECRET = re.compile(r"(?<=/)(?=[^/\s]*[A-Z])[\w:.=-]{38,}(?=[/?\s]|$)")
"""A part of an address that is as long as a secret and, unlike the address of a firm, holds capital letters."""


def without_secrets(text: str) -> str:
    """Return a text with dots in the place of the secrets in its addresses."""
    return _SECRET.sub("…", text)


class HideSecrets(logging.Filter):
    """Takes the secrets out of addresses before a line is written; Django logs the path of every refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, as one finished text."""
        record.msg, record.args = without_secrets(record.getMessage()), None
        return True
