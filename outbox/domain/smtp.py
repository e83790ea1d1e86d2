"""Django's SMTP backend that also knows whether the server may already have got the mail."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class _NotesData:
    """Notes when the content of a mail starts to be handed over; before that nothing can have been accepted."""

    data_began = False

    def mail(self, *args: Any, **kwargs: Any) -> Any:
        """Begin the next mail."""
        self.data_began = False
        return super().mail(*args, **kwargs)  # type: ignore[misc]

    def data(self, *args: Any, **kwargs: Any) -> Any:
        """Hand over its content."""
        self.data_began = True
        return super().data(*args, **kwargs)  # type: ignore[misc]


class _Plain(_NotesData, smtplib.SMTP):
    pass


class _Encrypted(_NotesData, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoBackend):
    """Sends by SMTP; `may_have_left` tells after a failure what is known."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The connection that takes the note."""
        return _Encrypted if self.use_ssl else _Plain

    @property
    def may_have_left(self) -> bool:
        """Say whether the mail that failed last may have reached the server all the same."""
        return bool(getattr(self.connection, "data_began", False))
