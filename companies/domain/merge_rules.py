"""Who has a say when two entries of one firm become one.

Rows of any app point to a firm, and some of them may stand beside a firm only once. Such an app registers a rule (its
AppConfig.ready does it) that says what becomes of two of them, so that nothing disappears without a word: the merge
stops at rows that collide without a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from accounts.domain.links import revoke_links
from companies.domain.invitation_states import close_invitation
from companies.domain.limits import LIMIT_FIELDS
from companies.domain.recording import delete_recorded, save_recorded
from companies.enums import ROLE_ORDER, CapabilitySource, CompanyRole, InvitationState, MembershipRole
from companies.models import (
    Capability,
    ColleagueInvitation,
    Company,
    CompanyName,
    CompanyUser,
    FoundCount,
    Membership,
    UnknownWord,
)
from companies.notifications import COLLEAGUE_LINK

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that is under way: the entry that stays, the one that goes, who and why."""

    keep: Company
    other: Company
    actor: User | None
    reason: str


def _no_objection(row: Any, twin: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class MergeRule:
    """What becomes of a row of the entry that goes (`row`) when the one that stays has its like (`twin`).

    `twin` finds that row, `says` tells in German what will happen, `objects` why the merge has to wait
    ("" where it need not). `settle` does it; it returns True where the row moves to `keep` after that.
    """

    model: type[Model]
    twin: Callable[[Any, Merge], Any | None]
    says: Callable[[Any, Any], str]
    settle: Callable[[Any, Any, Merge], bool]
    objects: Callable[[Any, Any], str] = _no_objection


_rules: dict[type[Model], MergeRule] = {}


def register_merge_rule(rule: MergeRule) -> None:
    """Make known what becomes of rows of one table, once at start."""
    _rules[rule.model] = rule


def merge_rule(model: type[Model]) -> MergeRule | None:
    """Return the rule for the rows of a table, None where it has none."""
    return _rules.get(model)


def drop(row: Model, twin: Model, merge: Merge) -> bool:
    """Let the row go: what it says is said by its twin, or worked out anew."""
    delete_recorded([type(row)._base_manager.get(pk=row.pk)], actor=merge.actor, reason=merge.reason)
    return False


def same_in(*fields: str) -> Callable[[Any, Merge], Any | None]:
    """Return a finder of the row of `keep` that agrees in these fields."""

    def twin(row: Any, merge: Merge) -> Any | None:
        values = {name: getattr(row, name) for name in fields}
        return type(row)._base_manager.filter(company=merge.keep, **values).first()

    return twin


def _join_accesses(row: CompanyUser, twin: CompanyUser, merge: Merge) -> bool:
    if _is_stronger(row.role, twin.role):
        twin.role = row.role
        save_recorded(twin, actor=merge.actor, reason=merge.reason)
    return drop(row, twin, merge)


def _is_stronger(role: str, than: str) -> bool:
    return ROLE_ORDER.index(CompanyRole(role)) < ROLE_ORDER.index(CompanyRole(than))


def _join_memberships(row: Membership, twin: Membership, merge: Merge) -> bool:
    role = MembershipRole.MEMBER if MembershipRole.MEMBER in (row.role, twin.role) else twin.role
    since = min((day for day in (row.since, twin.since) if day), default=None)
    if (role, since) != (twin.role, twin.since):
        twin.role, twin.since = role, since
        save_recorded(twin, actor=merge.actor, reason=merge.reason)
    return drop(row, twin, merge)


def _join_names(row: CompanyName, twin: CompanyName, merge: Merge) -> bool:
    if row.slug and not twin.slug:
        twin.slug = row.slug
        save_recorded(twin, actor=merge.actor, reason=merge.reason)
    return drop(row, twin, merge)


def _join_capabilities(row: Capability, twin: Capability, merge: Merge) -> bool:
    """Bring what only the row says to its twin: words, and limits that the twin leaves open.

    A twin that was only recognised gives way: it follows the text, what somebody entered does not.
    """
    if twin.source == CapabilitySource.RECOGNISED:
        delete_recorded([twin], actor=merge.actor, reason=merge.reason)
        return True
    if row.text and not twin.text:
        twin.text = row.text
        save_recorded(twin, actor=merge.actor, reason=merge.reason)
    known = {limit.material_id: limit for limit in twin.limits.all()}
    for limit in row.limits.all():
        mine = known.get(limit.material_id)
        if mine is None:
            limit.capability = twin
            save_recorded(limit, actor=merge.actor, reason=merge.reason)
            continue
        missing = [name for name in LIMIT_FIELDS if getattr(mine, name) in (None, "")]
        if stated := {name: value for name in missing if (value := getattr(limit, name)) not in (None, "")}:
            for name, value in stated.items():
                setattr(mine, name, value)
            save_recorded(mine, actor=merge.actor, reason=merge.reason)
    return drop(row, twin, merge)


def _open_invitation_like(row: ColleagueInvitation, merge: Merge) -> ColleagueInvitation | None:
    if row.state != InvitationState.OPEN:
        return None
    return merge.keep.colleague_invitations.open().filter(email__iexact=row.email).first()


def _keep_one_invitation(row: ColleagueInvitation, twin: ColleagueInvitation, merge: Merge) -> bool:
    """Withdraw the weaker of two invitations of one person, or the one that has run out."""
    now = timezone.now()
    weaker = row
    if (row.is_open_at(now), _is_stronger(row.role, twin.role)) > (twin.is_open_at(now), False):
        weaker = twin
    revoke_links(purpose=COLLEAGUE_LINK, reference=weaker.reference, actor=merge.actor)
    closed = close_invitation(invitation=weaker, to=InvitationState.REVOKED, actor=merge.actor)
    if weaker is row:
        row.state, row.closed_at = closed.state, closed.closed_at
    return True


register_merge_rule(
    MergeRule(
        CompanyUser,
        same_in("user"),
        lambda row, twin: f"{row.user} hat bei beiden Zugang: die stärkere Rolle bleibt.",
        _join_accesses,
    )
)
register_merge_rule(
    MergeRule(
        Membership,
        same_in("cluster"),
        lambda row, twin: f"Mitglied in „{row.cluster}“ sind beide: es bleibt eine Mitgliedschaft.",
        _join_memberships,
    )
)
register_merge_rule(
    MergeRule(
        CompanyName,
        same_in("name"),
        lambda row, twin: f"Den Namen „{row.name}“ haben beide: er bleibt einmal.",
        _join_names,
    )
)
register_merge_rule(
    MergeRule(
        Capability,
        same_in("relation", "process", "site"),
        lambda row, twin: f"„{row.process}“ haben beide: Grenzwerte, die nur einer nennt, bleiben.",
        _join_capabilities,
    )
)
register_merge_rule(
    MergeRule(
        ColleagueInvitation,
        _open_invitation_like,
        lambda row, twin: f"{row.email} ist von beiden eingeladen: die schwächere Einladung wird widerrufen.",
        _keep_one_invitation,
    )
)


def _add_up(row: FoundCount, twin: FoundCount, merge: Merge) -> bool:
    twin.times += row.times
    twin.save(update_fields=["times"])
    return drop(row, twin, merge)


register_merge_rule(
    MergeRule(
        FoundCount,
        same_in("month", "wanted"),
        lambda row, twin: "Wie oft beide in denselben Monaten gefunden wurden, wird zusammengezählt.",
        _add_up,
    )
)
register_merge_rule(
    MergeRule(
        UnknownWord,
        same_in("word"),
        lambda row, twin: f"Das unbekannte Wort „{row}“ steht bei beiden: es bleibt einmal.",
        drop,
    )
)
