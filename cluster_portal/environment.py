"""Every setting that the environment may give: name, default, meaning, and how its text is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def text(value: str) -> str:
    """Take the text as it is, without spaces around it."""
    return value.strip()


def flag(value: str) -> bool:
    """Read a switch: 1, true, yes, on / 0, false, no, off, nothing. Raises ValueError for other words."""
    word = value.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("write 1 or 0")


def number(value: str) -> int:
    """Read a whole number that is not negative. Raises ValueError otherwise."""
    result = int(value)
    if result < 0:
        raise ValueError("write a number that is not negative")
    return result


def hour(value: str) -> int:
    """Read an hour of the day, 0 to 23. Raises ValueError otherwise."""
    result = number(value)
    if result > 23:
        raise ValueError("write an hour from 0 to 23")
    return result


def words(value: str) -> list[str]:
    """Read a list that is separated by commas; empty entries vanish."""
    return [word.strip() for word in value.split(",") if word.strip()]


def tile_address(value: str) -> str:
    """Read the address of map tiles: empty, or https with {z}, {x} and {y}. Raises ValueError otherwise."""
    address = value.strip()
    if address and not (
        address.startswith("https://") and all(part in address for part in ("{z}", "{x}", "{y}"))
    ):
        raise ValueError("write https://host/{z}/{x}/{y}.png or leave it empty")
    return address


@dataclass(frozen=True)
class Setting:
    """One environment variable: what it is called, what it is when absent, what it does, how it is read."""

    name: str
    default: str
    description: str
    read: Callable[[str], Any] = text


SETTINGS = (
    Setting(
        "DEBUG", "0", "1 shows error details and serves unbuilt static files. Only for development.", flag
    ),
    Setting(
        "SECRET_KEY", "", "Secret of sessions and links, at least 50 characters. Required in production."
    ),
    Setting(
        "DATABASE_URL", "", "postgres://user:password@host:port/name. Empty: the embedded server under var/."
    ),
    Setting("CONN_MAX_AGE", "600", "Seconds for which a process keeps its database connection.", number),
    Setting("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "Host names under which the site answers.", words),
    Setting(
        "CSRF_TRUSTED_ORIGINS",
        "",
        "Addresses with scheme that forms may come from (other proxy name).",
        words,
    ),
    Setting("BASE_URL", "http://127.0.0.1:8000", "Address of the site in mails, without a slash at the end."),
    Setting("HTTPS", "1", "1: redirect to https, secure cookies, HSTS. A trial installation uses 0.", flag),
    Setting("HSTS_SECONDS", "31536000", "How long browsers insist on https.", number),
    Setting(
        "TRUST_PROXY", "0", "1: believe X-Forwarded-Proto and X-Forwarded-For of the proxy in front.", flag
    ),
    Setting(
        "EMAIL_HOST",
        "",
        "Mail server. Empty: mails wait in the outbox; a trial shows them at /post/ instead of sending them.",
    ),
    Setting("EMAIL_PORT", "587", "Port of the mail server.", number),
    Setting("EMAIL_HOST_USER", "", "User name at the mail server."),
    Setting("EMAIL_HOST_PASSWORD", "", "Password at the mail server."),
    Setting("EMAIL_USE_TLS", "1", "1: STARTTLS before anything is sent.", flag),
    Setting("EMAIL_USE_SSL", "0", "1: TLS from the start (port 465); EMAIL_USE_TLS is 0 then.", flag),
    Setting("DEFAULT_FROM_EMAIL", "Metall-Cluster <noreply@localhost>", "Sender of all mails."),
    Setting("MAIL_BOUNCE_ADDRESS", "", "Address to which servers return mails. Empty: the sender's."),
    Setting(
        "BOUNCE_IMAP_HOST",
        "",
        "IMAP server (TLS) of the mailbox into which returned mails come. Empty: it is not read.",
    ),
    Setting("BOUNCE_IMAP_PORT", "993", "Port of that server.", number),
    Setting("BOUNCE_IMAP_USER", "", "User name of that mailbox."),
    Setting("BOUNCE_IMAP_PASSWORD", "", "Password of that mailbox."),
    Setting("BOUNCE_IMAP_FOLDER", "INBOX", "Folder of that mailbox."),
    Setting("MAIL_DIGEST_HOUR", "7", "Hour of the day, local time, at which collected mails leave.", hour),
    Setting(
        "MAIL_BUDGET_PER_DAY",
        "6",
        "Mails a day to one address; what goes beyond waits for the next day. 0: no limit.",
        number,
    ),
    Setting("TILE_URL", "", "Map tiles, https://host/{z}/{x}/{y}.png. Empty: the own drawing.", tile_address),
    Setting("UPLOAD_MAX_MB", "50", "Largest upload in megabytes.", number),
    Setting(
        "SEARCHES_PER_MINUTE",
        "240",
        "Searches and suggestions one person may ask for in a minute. 0, as in a trial: no limit.",
        number,
    ),
    Setting(
        "LOG_LEVEL",
        "INFO",
        "DEBUG, INFO, WARNING or ERROR. The log goes to standard error, without addresses.",
    ),
    Setting("VAR_DIR", "", "Folder for everything that is made while running. Empty: var/ in the checkout."),
    Setting("HOST", "127.0.0.1", "Address that the application server listens on."),
    Setting("PORT", "8000", "Port that the application server listens on.", number),
    Setting("WEB_CONCURRENCY", "2", "Number of server processes.", number),
    Setting("CHROMIUM", "", "Program for the browser tests. Empty: chromium on the search path."),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


class Environment:
    """The settings as given by `variables` (names to texts), with defaults for what is absent."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def is_given(self, name: str) -> bool:
        """Say whether somebody set the variable, even to nothing. Raises KeyError for an undeclared name."""
        return BY_NAME[name].name in self.variables

    def __getitem__(self, name: str) -> Any:
        """Value of one setting in the type its reader gives.

        Raises KeyError for an undeclared name and ImproperlyConfigured when the text cannot be read.
        """
        setting = BY_NAME[name]
        raw = self.variables.get(name, setting.default)
        try:
            return setting.read(raw)
        except ValueError as error:
            shown = "" if "PASSWORD" in name or "SECRET" in name else f" ({raw!r})"
            raise ImproperlyConfigured(
                f"The environment variable {name}{shown} cannot be read: {error}"
            ) from error


def table() -> str:
    """Return all settings as a Markdown table, the one in docs/operations.md."""
    rows = [
        f"| `{s.name}` | {f'`{s.default}`' if s.default else 'empty'} | {s.description} |" for s in SETTINGS
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])
