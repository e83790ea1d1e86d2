"""Which role a mention takes when signals touch it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from competences.language.cues import Signal
from competences.language.enums import Evidence, Kind, Role
from competences.language.folding import fold
from competences.language.structures import Mention

_PRECEDENCE = (
    Role.NEGATED,
    Role.EXPIRED,
    Role.PLANNED,
    Role.EQUIVALENT,
    Role.REPAIR,
    Role.TRADE,
    Role.TRAINING,
    Role.PARTNER,
    Role.SOUGHT,
    Role.CUSTOMER,
)
_KINDS: dict[Role, frozenset[Kind]] = {
    Role.EXPIRED: frozenset({Kind.CERTIFICATE}),
    Role.EQUIVALENT: frozenset({Kind.CERTIFICATE}),
    Role.CUSTOMER: frozenset({Kind.INDUSTRY}),
    Role.REPAIR: frozenset({Kind.PROCESS}),
    Role.TRADE: frozenset({Kind.PROCESS}),
    Role.TRAINING: frozenset({Kind.PROCESS}),
    Role.PARTNER: frozenset({Kind.PROCESS}),
    Role.PLANNED: frozenset({Kind.PROCESS, Kind.CERTIFICATE}),
}
_IN_QUERY = frozenset({Role.NEGATED, Role.REPAIR, Role.TRADE})
_MACHINE = re.compile(
    r"maschine|presse|automat|anlage|roboter|zentr|schere|geraet|bank|kran|pumpe|saege|laser|werk"
)


def role_for(mention: Mention, signals: Iterable[Signal], *, query: bool) -> Role:
    """Return the strongest role that ``signals`` give ``mention``; its own role when none applies.

    A repair signal concerns machines only. A weak mention is never taken for a denial: it becomes a question.
    """
    roles = {signal.role for signal in signals if _applies(signal.role, mention, query=query)}
    for role in _PRECEDENCE:
        if role in roles:
            weak = mention.evidence is Evidence.WEAK
            if weak and (mention.role is Role.QUESTION or role is Role.NEGATED):
                return Role.QUESTION
            return role
    return mention.role


def _applies(role: Role, mention: Mention, *, query: bool) -> bool:
    if mention.kind not in _KINDS.get(role, frozenset(Kind)):
        return False
    if query and role not in _IN_QUERY:
        return False
    if role in {Role.REPAIR, Role.TRADE}:
        return _MACHINE.search(fold(mention.surface)) is not None
    return True
