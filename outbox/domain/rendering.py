"""From a template pair to subject, text and HTML; markers stand where secrets come in when the mail is sent.

The text template starts with the subject in its first line, followed by an empty line; the HTML template holds only
the inside of the body. The frame around both (greeting of the house, footer, links to unsubscribe) is added when a
mail is sent or shown, so that several mails can be put into one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from outbox.domain.links import Links
from outbox.notifications import MailKind

MASK = "••••••••"
"""What staff see in place of a secret."""

SHOWN_MAIL_POLICY = {"default-src": ["'none'"], "img-src": ["'self'", "data:"], "sandbox": [""]}
"""Content security policy for a mail that is shown as a page: nothing but be looked at."""


@dataclass(frozen=True)
class Rendered:
    """A rendered mail without its frame."""

    subject: str
    text: str
    html: str


def marker_for(marker: str, name: str) -> str:
    """Return what stands in the stored text in place of the secret `name`; safe in HTML and in addresses."""
    return f"geheim-{marker}-{name}"


def render_pair(template: str, context: Mapping[str, Any]) -> Rendered:
    """Render `<template>.txt` (unescaped) and `<template>.html`.

    `base_url` (address of the site without a slash at the end) is there for both. Raises ValueError when the text
    does not start with a subject.
    """
    values = {"base_url": settings.BASE_URL, **context}
    whole = _render(f"{template}.txt", values, autoescape=False)
    subject, _, text = whole.strip().partition("\n")
    subject = " ".join(subject.split())
    if not subject or not text.strip():
        raise ValueError(f"{template}.txt has no subject in its first line or no text below it.")
    return Rendered(subject, text.strip() + "\n", _render(f"{template}.html", values).strip() + "\n")


def render_mail(kind: MailKind, context: Mapping[str, Any], *, marker: str) -> Rendered:
    """Render a mail of this kind; `secrets.<name>` in the templates becomes a marker.

    Raises ValueError when the context claims the name `secrets` or when a secret stands in the subject, where it
    could not be masked.
    """
    if "secrets" in context:
        raise ValueError("The name `secrets` is taken: it holds what is made when the mail is sent.")
    secrets = {name: marker_for(marker, name) for name in kind.secrets}
    rendered = render_pair(kind.template, {**context, "secrets": secrets})
    if marker in rendered.subject:
        raise ValueError(f"{kind.key}: a secret must not stand in the subject.")
    return rendered


def framed(text: str, html: str, *, subject: str, links: Links | None) -> tuple[str, str]:
    """Put the frame of the house around text and HTML; `links` are those of the recipient, None for none."""
    values = {"base_url": settings.BASE_URL, "subject": subject, "links": links}
    plain = _render("outbox/mail/frame.txt", {**values, "body": text}, autoescape=False)
    return plain, _render("outbox/mail/frame.html", {**values, "body": mark_safe(html)})  # noqa: S308 - rendered by us


def reveal(text: str, *, marker: str, secrets: Mapping[str, str], is_html: bool) -> str:
    """Put secrets in the place of their markers; in HTML they are escaped."""
    for name, secret in secrets.items():
        text = text.replace(marker_for(marker, name), escape(secret) if is_html else secret)
    return text


def mask(text: str, *, marker: str) -> str:
    """Put the same dots in the place of every secret."""
    return re.sub(rf"geheim-{re.escape(marker)}-\w+", MASK, text)


def _render(name: str, values: Mapping[str, Any], *, autoescape: bool = True) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(dict(values), autoescape=autoescape)))
