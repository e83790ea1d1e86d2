"""Tags for what stands many times on one page: a search page repeats it so often that template nodes would cost most.

Each draws one piece of a component in templates/components/, which alone says where it goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from companies.domain.number_words import distance_words, number_words
from companies.search.results import Facet, Fit, Hit, Passage, Reason
from companies.templatetags.directory_words import depth_words, icon

register = template.Library()

_SURE = (Fit.EXACT, Fit.SPECIAL)


@register.simple_tag
def reason_items(reasons: Iterable[Reason]) -> SafeString:
    """Return the reasons of a hit as list items: a sign for how surely it fits, the finding, and what it is."""
    signs = {True: icon("check"), False: icon("question")}
    return _joined(
        f'<li class="state {"state-good" if reason.fit in _SURE else "state-open"}">{signs[reason.fit in _SURE]} '
        f"<span>{escape(reason.text)}{_small(reason)}</span></li>"
        for reason in reasons
    )


def _small(reason: Reason) -> str:
    """Return depth and fit of a reason in small words; nothing for an exact finding without a depth."""
    words = [depth_words(reason.depth)] if reason.depth else []
    if reason.fit != Fit.EXACT:
        of = f" zu {reason.criterion}" if reason.criterion != reason.text else ""
        words.append(f"{reason.fit_label}{of}")
    return f" <small>{escape(', '.join(words))}</small>" if words else ""


@register.simple_tag
def marked(passage: Passage) -> SafeString:
    """Return a piece of a firm's own text with its marks."""
    return _joined(
        f"<mark>{escape(text)}</mark>" if is_marked else escape(text) for text, is_marked in passage.segments
    )


@register.simple_tag
def distance_and_date(hit: Hit) -> SafeString:
    """Return how far a firm is and when it last confirmed its profile."""
    far = ""
    if hit.distance_km is not None:
        far = f"<span>{icon('pin')} {distance_words(hit.distance_km)}</span> "
    sign, words = "clock", "noch nicht bestätigt"
    if hit.confirmed_at:
        sign, when = ("check", "bestätigt am") if hit.is_fresh else ("clock", "zuletzt bestätigt am")
        words = f"{when} {hit.confirmed_at:%d.%m.%Y}"
    return _joined((far, f"<span>{icon(sign)} {words}</span>"))


@register.simple_tag
def facet_choices(facet: Facet) -> SafeString:
    """Return the values of a facet as boxes to tick (radio buttons for the radius) with their counts."""
    name = escape(facet.name)
    kind = "radio" if facet.name == "umkreis" else "checkbox"
    pieces: list[str] = []
    for value in facet.values:
        key, label = escape(value.value), escape(value.label)
        count = "" if value.selected else f'<span class="count">{number_words(value.count)}</span>'
        pieces.append(
            f'<div class="form-check level-{value.level:d}">'
            f'<input class="form-check-input" type="{kind}" name="{name}" id="f-{name}-{key}" value="{key}"'
            f"{' checked' if value.selected else ''}>"
            f' <label class="form-check-label" for="f-{name}-{key}">{label} {count}</label></div>'
        )
    return _joined(pieces)


def _joined(pieces: Iterable[str]) -> SafeString:
    """Join pieces that are HTML already."""
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped where it was made
