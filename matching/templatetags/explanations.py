"""Tags for the rows of explanations: the page of a demand repeats them hundreds of times.

Each draws one piece of a component in templates/components/, which alone says where it goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from companies.templatetags.directory_words import icon
from matching.domain.demand_page import Candidate
from matching.domain.results import ScorePart
from matching.enums import Importance, Status

register = template.Library()

_SIGNS = {Status.MET: "✓", Status.PARTLY: "~", Status.NOT_MET: "✗", Status.UNKNOWN: "?"}
_ICONS = {Status.MET: "check", Status.PARTLY: "info", Status.NOT_MET: "cross", Status.UNKNOWN: "question"}
_STATES = {Status.MET: "state-good", Status.NOT_MET: "state-bad"}
_STATE_LABELS = {status: str(status.label) for status in Status}


@register.simple_tag
def explanation_rows(parts: Iterable[ScorePart], plain: bool = False) -> SafeString:
    """Return the rows of an explanation: criterion, demanded, offered, result; `plain` has signs, not drawings."""
    signs = {status: _SIGNS[status] if plain else icon(_ICONS[status]) for status in Status}
    return mark_safe("".join(_row(part, signs[part.status]) for part in parts))  # noqa: S308 - escaped in _row


def _row(part: ScorePart, sign: str) -> str:
    number = f'<span class="quiet">{part.step:d}.</span> ' if part.step else ""
    wish = " <small>Wunsch</small>" if part.importance == Importance.WISH else ""
    result = "nachfragen" if part.is_open_question else _STATE_LABELS[part.status]
    return (
        f'<tr class="part-{part.status.lower()}">'
        f'<th scope="row">{number}{escape(str(part.label))}{wish}</th>'
        f'<td data-label="verlangt">{escape(part.demanded) or "–"}</td>'
        f'<td data-label="angeboten">{escape(part.offered) or "–"}</td>'
        f'<td data-label="Ergebnis"><span class="state {_STATES.get(part.status, "state-open")}">{sign} <span>'
        f'<strong>{result}</strong><span class="part-sentence">{escape(part.sentence)}</span></span></span></td></tr>'
    )


@register.simple_tag
def candidate_states(candidate: Candidate) -> SafeString:
    """Return in short how a firm fits: what it misses or how much is met, what to ask, what is met in part only."""
    if candidate.reason is not None:
        states = [("state-bad", "cross", candidate.reason.sentence)]
    else:
        states = [("state-good", "check", f"{candidate.met} von {candidate.total} erfüllt")]
    for part in candidate.match.to_ask:
        states.append(("state-open", "question", f"nachfragen: {part.demanded or part.label}"))
    for part in candidate.open_parts:
        states.append(("state-open", "info" if part.status == Status.PARTLY else "cross", part.sentence))
    return mark_safe(  # noqa: S308 - the words are escaped, the rest is ours
        " ".join(
            f'<span class="state {state}">{icon(sign)} <span>{escape(words)}</span></span>'
            for state, sign, words in states
        )
    )
