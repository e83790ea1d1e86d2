"""Whether an e-mail address belongs to one person or to an office of a firm; pure."""

import re

from competences.language import fold

OFFICES = frozenset(
    [
        "admin",
        "anfrage",
        "anfragen",
        "angebot",
        "angebote",
        "auftrag",
        "auftraege",
        "bestellung",
        "bestellungen",
        "bewerbung",
        "bewerbungen",
        "buchhaltung",
        "buero",
        "contact",
        "dispo",
        "disposition",
        "einkauf",
        "email",
        "empfang",
        "export",
        "fertigung",
        "firma",
        "hallo",
        "hello",
        "info",
        "infos",
        "jobs",
        "karriere",
        "kontakt",
        "kundendienst",
        "kundenservice",
        "lager",
        "mail",
        "mailbox",
        "marketing",
        "office",
        "personal",
        "post",
        "postfach",
        "postmaster",
        "presse",
        "produktion",
        "purchase",
        "purchasing",
        "qm",
        "qs",
        "rechnung",
        "rechnungen",
        "sales",
        "sekretariat",
        "service",
        "shop",
        "support",
        "team",
        "technik",
        "verkauf",
        "versand",
        "vertrieb",
        "verwaltung",
        "webmaster",
        "werk",
        "werkstatt",
        "willkommen",
        "zentrale",
    ]
)
"""Names of mailboxes that stand for an office, in comparison form."""

_PARTS = re.compile(r"[^a-z]+")


def is_office(email: str) -> bool:
    """Say whether an address names nothing but offices ("info@", "vertrieb.export@"); a person's name in it decides."""
    parts = [part for part in _PARTS.split(fold(email.rpartition("@")[0])) if part]
    return bool(parts) and all(part in OFFICES for part in parts)
