"""What a personal link is for and how it stands."""

from dataclasses import dataclass

from django.db import models


class LinkState(models.TextChoices):
    """How a personal link stands at a moment; with the sentence people read when it is closed."""

    OPEN = "OPEN", "gültig"
    USED = "USED", "verwendet"
    EXPIRED = "EXPIRED", "abgelaufen"
    REVOKED = "REVOKED", "widerrufen"


CLOSED_SENTENCES: dict[LinkState, str] = {
    LinkState.USED: "Dieser Link wurde schon verwendet.",
    LinkState.EXPIRED: "Dieser Link ist abgelaufen.",
    LinkState.REVOKED: "Dieser Link gilt nicht mehr.",
}
"""What somebody reads who follows a link that does not work any more."""

UNKNOWN_LINK = "Diesen Link kennen wir nicht."
UNKNOWN_LINK_HINT = (
    "Fehlt vielleicht ein Stück? Tippen Sie ihn ab, zählen große und kleine Buchstaben, und ein Umbruch im Brief "
    "gehört nicht dazu. Einfacher geht es mit der Kamera des Telefons oder mit einem Klick in der E-Mail."
)


@dataclass(frozen=True)
class LinkPurpose:
    """The one thing that a kind of personal link may be used for.

    - `key`: "<app>.<name>", stored with every link; a link of another purpose does not exist for this one.
    - `url_name`: the address it leads to, which takes one argument, the secret (`<str:token>`).
    - `days`: how long a link works unless its app says otherwise.
    - `way_out`: German, shown under a link that is closed: how to get another one.
    """

    key: str
    url_name: str
    days: int
    way_out: str
