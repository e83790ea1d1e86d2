"""The mail server of a trial: a folder. Its page shows what was sent, links and codes included."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.crypto import get_random_string

SHOWN_AT_MOST = 100


class EmailBackend(BaseEmailBackend):
    """Writes each mail as one file that only its owner can read."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails and return their number; raises OSError where the folder cannot be written."""
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{get_random_string(6).lower()}"
            fresh = folder / f"{name}.new"
            fresh.touch(mode=0o600)
            fresh.write_bytes(message.message().as_bytes())
            os.replace(fresh, folder / f"{name}.eml")  # complete or not there
        return len(email_messages)


@dataclass(frozen=True)
class Received:
    """A mail as its recipient would see it."""

    name: str
    sent_at: datetime
    recipient: str
    subject: str
    text: str
    html: str


def received(name: str = "") -> list[Received]:
    """Return the newest mails of the folder, newest first, or only the one of this name."""
    files = sorted(_folder().glob("*.eml"), reverse=True)
    return [_read(file) for file in files if not name or file.stem == name][:SHOWN_AT_MOST]


def _folder() -> Path:
    if settings.MAIL_FOLDER is None:
        raise ImproperlyConfigured("Only a trial keeps its mails in a folder.")
    return settings.MAIL_FOLDER


def _read(file: Path) -> Received:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Received(
        name=file.stem,
        sent_at=datetime.fromtimestamp(int(file.stem.partition("-")[0]) / 1e9, tz=UTC),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )
