"""Keeping what was found for open demands, so that "new since yesterday" is known; pages show the live result."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from companies.search.keeper import KEEPER
from companies.search.reading import State, read_changes, read_state
from competences.domain.vocabulary import current_vocabulary
from matching.domain.concerned import concerned_demands
from matching.domain.engine import match
from matching.domain.hints import wanted_for_matching
from matching.domain.results import Match, ScorePart
from matching.enums import Attribute, DemandState, Importance, Status
from matching.models import Demand, DemandQuerySet, MatchingProgress, StoredMatch

KEPT = 200
"""Most firms that are kept for one demand."""

TASK = "matches"
EVERYTHING_FROM = 500
"""So many changed firms at once cost more one by one than everything anew."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: demands looked at, firms found anew, firms that no longer fit."""

    demands: int = 0
    new: int = 0
    gone: int = 0


def refresh_stored_matches(*, now: datetime.datetime) -> Refreshed:
    """Bring the stored matches of all open demands up to date with what changed on either side.

    Matched are the demands that a firm which changed since the last time may concern; those that were opened, changed
    or touched by a change of the vocabulary; and all of them once a day, because certificates and profiles grow older.
    Every demand is a transaction of its own: a worker that is killed only leaves the rest for the next one, and two
    at once do no harm.
    """
    progress, _ = MatchingProgress.objects.get_or_create(task=TASK)
    state = read_state(connection)
    done = [
        store_matches(demand, now=now)
        for demand in _due(progress, state, now).order_by("pk").iterator(chunk_size=200)
    ]
    MatchingProgress.objects.filter(pk=progress.pk).update(
        epoch=state.epoch, change_number=state.last, changed_at=now
    )
    return Refreshed(len(done), sum(one.new for one in done), sum(one.gone for one in done))


def _due(progress: MatchingProgress, state: State, now: datetime.datetime) -> DemandQuerySet:
    """Return the open demands that have to be matched again."""
    demands = Demand.objects.open()
    if state.epoch != progress.epoch:
        return demands
    changes = [row for row in read_changes(connection, progress.change_number) if row[0] <= state.last]
    if len(changes) > EVERYTHING_FROM:
        return demands
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    due = Q(pk__in=demands.to_match_again(today).values("pk"))
    if changes:
        vocabulary = current_vocabulary()
        model = KEEPER.current(vocabulary)
        due |= Q(pk__in=concerned_demands(changes, model, vocabulary, today=today.date()))
        due |= Q(steps=None)  # only words say what is wanted, and any firm may have them
    return demands.filter(due)


def store_matches(demand: Demand, *, now: datetime.datetime) -> Refreshed:
    """Keep what is found for one demand now: new firms with this moment, known ones with their first.

    What no longer fits goes; nothing happens to a demand that is not open any more.
    """
    with transaction.atomic():
        locked = Demand.objects.select_for_update(of=("self",)).for_matching().get(pk=demand.pk)
        if locked.state != DemandState.OPEN:
            return Refreshed()
        result = match(
            wanted_for_matching(locked, current_vocabulary()),
            clusters=frozenset({locked.cluster_id}),
            today=timezone.localdate(now),
            count=KEPT,
        )
        found = {one.company: one for one in result.matches}
        stored = {row.company_id: row for row in StoredMatch.objects.filter(demand=locked)}
        new = [
            StoredMatch(
                demand=locked,
                company_id=company,
                score=one.score,
                parts=parts_to_json(one),
                found_at=now,
                changed_at=now,
            )
            for company, one in found.items()
            if company not in stored
        ]
        StoredMatch.objects.bulk_create(new)
        changed = [row for company, row in stored.items() if company in found and _renew(row, found[company])]
        for row in changed:
            row.changed_at = now
        StoredMatch.objects.bulk_update(changed, ["score", "parts", "changed_at"])
        gone, _ = StoredMatch.objects.filter(demand=locked, company__in=stored.keys() - found.keys()).delete()
        Demand.objects.filter(pk=locked.pk).update(matched_at=now)
    return Refreshed(1, len(new), gone)


def new_since(demand: Demand, since: datetime.datetime) -> frozenset[int]:
    """Return the firms that were found for a demand after a moment; those found when it opened are not new."""
    rows = StoredMatch.objects.filter(demand=demand, found_at__gt=since, score__gte=StoredMatch.SHOWN_FROM)
    if demand.opened_at is not None:
        rows = rows.filter(found_at__gt=demand.opened_at)
    return frozenset(rows.values_list("company_id", flat=True))


def parts_to_json(match: Match) -> list[dict[str, Any]]:
    """Return the explanation of a match as it is stored; the inverse of `parts_from_json`."""
    return [asdict(part) for part in match.parts]


def parts_from_json(rows: list[dict[str, Any]]) -> tuple[ScorePart, ...]:
    """Return a stored explanation as the component shows it."""
    return tuple(
        ScorePart(
            **{
                **row,
                "attribute": Attribute(row["attribute"]),
                "importance": Importance(row["importance"]),
                "status": Status(row["status"]),
            }
        )
        for row in rows
    )


def _renew(row: StoredMatch, found: Match) -> bool:
    """Let a row say what was found now; says whether anything is different."""
    parts = parts_to_json(found)
    if (row.score, row.parts) == (found.score, parts):
        return False
    row.score, row.parts = found.score, parts
    return True
