"""A small mail server in the test's process: keeps what it gets, refuses or breaks off where it is told to."""

import email
from collections.abc import Callable, Generator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Handler:
    """Answers of the server; `answer` gets each recipient, `on_data` runs when a mail is there, before the answer."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer: Callable[[str], str] = lambda recipient: "250 OK"
        self.on_data: Callable[[EmailMessage], str | None] = lambda mail: None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Accept or refuse a recipient."""
        answer = self.answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = email.message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        answer = self.on_data(mail)
        if answer == "hang up":
            assert server.transport is not None
            server.transport.abort()
        return answer or "250 OK"

    @property
    def texts(self) -> list[str]:
        """The plain texts of the mails in the order in which they came."""
        bodies = [mail.get_body(("plain",)) for mail in self.mails]
        return [body.get_content().replace("\r\n", "\n") for body in bodies if body]


class Server(Controller):
    """aiosmtpd on a free port of this machine."""

    handler: Handler

    def _trigger_server(self) -> None:
        """Learn the port that the system chose, then go on."""
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def mail_server() -> Generator[Server, None, None]:
    """A running mail server."""
    server = Server(Handler(), hostname="127.0.0.1", port=0)
    server.start()
    try:
        yield server
    finally:
        server.stop()
