"""Letters with a personal link and its QR code, as one tagged PDF (PDF/UA) to print."""

import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from profiles.domain.inviting import Letter
from profiles.domain.typesetting import pdf_of
from profiles.models import Campaign
from profiles.notifications import INVITATION_LINK

TEMPLATE = Path(__file__).with_name("letter.typ")
LINK_WIDTH = 44
"""Characters of the link in one printed line."""


def letters_pdf(
    campaign: Campaign, letters: Sequence[Letter], *, day: datetime.date, is_reminder: bool = False
) -> bytes:
    """Return one PDF with a page (or more, for a long text) per letter.

    In: the campaign with its words, the letters with their links (texts that were made for them alone), the date on
    the letters. Raises RuntimeError when Typst cannot set them, which no data make happen.
    """
    data = {
        "title": f"Einladung: {campaign.name}",
        "day": f"{day:%d.%m.%Y}",
        "sender": _sender(campaign),
        "letters": [_letter(campaign, letter, is_reminder) for letter in letters],
    }
    return pdf_of(TEMPLATE, data)


def qr_svg(text: str) -> str:
    """Return a QR code as SVG; level M still reads with 15 % of it damaged by print or fold."""
    written = io.BytesIO()
    segno.make(text, error="m", micro=False).save(written, kind="svg", xmldecl=False, border=0, scale=4)
    return written.getvalue().decode()


def _sender(campaign: Campaign) -> dict[str, Any]:
    cluster = campaign.cluster
    name = cluster.agency_name or cluster.name
    person = campaign.created_by.get_full_name() if campaign.created_by else ""
    reached = [
        f"Telefon {cluster.agency_phone}" if cluster.agency_phone else "",
        cluster.agency_email,
    ]
    return {
        "name": name,
        "line": " · ".join(part for part in (name, cluster.agency_phone) if part),
        "signature": [line for line in ("Mit freundlichen Grüßen", person, name, *reached) if line],
    }


def _letter(campaign: Campaign, letter: Letter, is_reminder: bool) -> dict[str, Any]:
    row = letter.invitation
    first = (
        "vor Kurzem haben wir Ihnen geschrieben. Vielleicht ist es untergegangen, deshalb noch einmal:"
        if is_reminder
        else ""
    )
    closing = (
        "Was Sie eintragen, bleibt gespeichert; Sie können mit demselben Link später oder an einem anderen Gerät "
        f"weitermachen. Der Link gilt {INVITATION_LINK.days} Tage."
    )
    if campaign.answer_by:
        closing += f" Bitte antworten Sie bis zum {campaign.answer_by:%d.%m.%Y}."
    town = f"{row.postcode} {row.town}".strip()
    return {
        "address": [line for line in (row.name, row.street, town) if line],
        "subject": ("Erinnerung: " if is_reminder else "") + f"Drei Fragen an {row.name}",
        "paragraphs": [
            " ".join(part.split()) for part in (first, *campaign.message.split("\n\n")) if part.strip()
        ],
        "link": letter.link,
        "link_lines": wrap(letter.link, LINK_WIDTH, break_on_hyphens=False),
        "qr": qr_svg(letter.link),
        "closing": [
            closing,
            "Sie möchten nicht dabei sein? Unter demselben Link genügt dafür ein Klick. "
            + (f"Woher wir Ihre Anschrift haben: {row.origin}. " if row.origin else "")
            + f"Was mit Ihren Daten geschieht, steht unter {settings.BASE_URL}{reverse('pages:privacy')}.",
        ],
    }
