"""Keeping the stored pairs up to date: pulled by change number, never pushed by the directory."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from companies.enums import CompanyState, Relation
from companies.models import Capability
from companies.search import reading
from companies.search.keeper import KEEPER
from companies.search.readmodel import ReadModel
from competences.domain.vocabulary import current_vocabulary
from competences.language import Vocabulary
from matching.domain.pairs import best_pairs, done_by, is_specific, offers_of, only_firms, places_of
from matching.enums import PairState
from matching.models import MatchingProgress, Pair

TASK = "pairs"
EVERYTHING_FROM = 500
"""So many changed firms at once cost more one by one than everything anew."""

_BATCH = 5_000
_UNSETTLED = (PairState.NEW, PairState.POSTPONED)
"""Pairs about which nothing is settled: they go when their reason goes."""


class _Key(NamedTuple):
    """What makes a pair: numbers of cluster, process and both firms."""

    cluster: int
    process: int
    seeker: int
    provider: int


class _Row(NamedTuple):
    """What is stored of a pair."""

    pk: int
    score: float
    state: str


@dataclass(frozen=True, slots=True)
class PairChanges:
    """What one pass did: `found` pairs are new, `gone` have lost their reason; `firms` changed since the last pass."""

    found: int = 0
    gone: int = 0
    firms: int = 0


@dataclass(frozen=True, slots=True)
class _Standing:
    """Who seeks one process in one cluster."""

    cluster: int
    process: int
    key: str
    seekers: tuple[int, ...]


def catch_up_pairs(*, now: datetime.datetime) -> PairChanges | None:
    """Bring the pairs up to date with everything that was published since the last pass.

    To be called by the worker again and again: without changes it costs three small queries. None where another
    process is at it. A restored database or a changed vocabulary makes it start anew.
    """
    vocabulary = current_vocabulary()
    state = reading.read_state(connection)
    epoch = f"{state.epoch} {vocabulary.version}"
    progress, _ = MatchingProgress.objects.get_or_create(task=TASK)
    if progress.epoch == epoch and progress.change_number >= state.last:
        return PairChanges()
    model = KEEPER.current(vocabulary)
    with transaction.atomic():
        locked = MatchingProgress.objects.select_for_update(skip_locked=True, of=("self",))
        current = locked.filter(task=TASK).first()
        if current is None:
            return None
        progress = current
        if progress.epoch == epoch and progress.change_number >= model.seen:
            return PairChanges()
        changes = [] if progress.epoch != epoch else _changes(progress.change_number, model.seen)
        everything = progress.epoch != epoch or len(changes) > EVERYTHING_FROM
        keys = None if everything else _concerned(model, vocabulary, changes, now.date())
        result = _renew(model, vocabulary, keys, now)
        progress.epoch, progress.change_number = epoch, model.seen
        progress.save()
    return replace(result, firms=model.size if everything else len(changes))


def _changes(after: int, until: int) -> list[tuple]:
    return [change for change in reading.read_changes(connection, after) if change[0] <= until]


def _concerned(
    model: ReadModel, vocabulary: Vocabulary, changes: Sequence[tuple], today: datetime.date
) -> set[str]:
    """Return the processes for which a changed firm may be paired, or was until now."""
    firms = [company for _, _, company, *_ in changes]
    small = only_firms(model, vocabulary, changes)
    sought = Capability.objects.filter(relation=Relation.SOUGHT).order_by()
    keys = set(sought.values_list("process__key", flat=True).distinct())
    concerned = set(done_by(small, vocabulary, sorted(keys), today=today))
    concerned.update(sought.filter(company__in=firms).values_list("process__key", flat=True))
    known = Pair.objects.filter(Q(seeker__in=firms) | Q(provider__in=firms)).order_by()
    concerned.update(known.values_list("process__key", flat=True).distinct())
    return concerned


def _renew(
    model: ReadModel, vocabulary: Vocabulary, keys: Collection[str] | None, now: datetime.datetime
) -> PairChanges:
    """Compute the pairs of some processes (None: all) and store what differs."""
    known = _known(keys)
    postponed = {key for key, row in known.items() if row.state == PairState.POSTPONED}
    wanted: dict[_Key, float] = {}
    standings = list(_standings(keys, vocabulary))
    places = places_of(model, {seeker for standing in standings for seeker in standing.seekers})
    kept: set[_Key] = set()
    for standing in standings:
        clusters = frozenset({standing.cluster})
        offers = offers_of(standing.key, model, vocabulary, clusters=clusters, today=now.date())
        for seeker, fits in best_pairs(standing.seekers, places, offers).items():
            for fit in fits:
                wanted[_Key(standing.cluster, standing.process, seeker, fit.company)] = fit.score
        if postponed:  # such a pair stays as long as its reason holds, even when others are better by now
            able, seeking = set(offers.company.tolist()), set(standing.seekers)
            kept.update(
                key
                for key in postponed
                if (key.cluster, key.process) == (standing.cluster, standing.process)
                and key.seeker in seeking
                and key.provider in able
            )
    new = [
        Pair(
            cluster_id=key.cluster,
            process_id=key.process,
            seeker_id=key.seeker,
            provider_id=key.provider,
            score=score,
            found_at=now,
        )
        for key, score in wanted.items()
        if key not in known
    ]
    Pair.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
    changed = [
        Pair(pk=known[key].pk, score=score)
        for key, score in wanted.items()
        if key in known and known[key].score != score
    ]
    Pair.objects.bulk_update(changed, ["score"], batch_size=_BATCH)
    gone = [row.pk for key, row in known.items() if key not in wanted and key not in kept]
    deleted, _ = Pair.objects.filter(pk__in=gone, state__in=_UNSETTLED).delete()
    return PairChanges(found=len(new), gone=deleted)


def _standings(keys: Collection[str] | None, vocabulary: Vocabulary) -> Iterable[_Standing]:
    rows = Capability.objects.filter(relation=Relation.SOUGHT, company__state=CompanyState.PUBLISHED)
    if keys is not None:
        rows = rows.filter(process__key__in=keys)
    found: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    values = ("company__memberships__cluster", "process", "process__key", "company")
    for cluster, process, key, company in rows.order_by(*values).values_list(*values).distinct():
        if cluster is not None and is_specific(key, vocabulary):
            found[cluster, process, key].append(company)
    return (_Standing(*group, tuple(companies)) for group, companies in found.items())


def _known(keys: Collection[str] | None) -> dict[_Key, _Row]:
    """Return the stored pairs of some processes (None: all)."""
    pairs = Pair.objects.order_by()
    if keys is not None:
        pairs = pairs.filter(process__key__in=keys)
    values = pairs.values_list("cluster", "process", "seeker", "provider", "pk", "score", "state")
    return {_Key(*row[:4]): _Row(*row[4:]) for row in values.iterator(chunk_size=_BATCH)}
