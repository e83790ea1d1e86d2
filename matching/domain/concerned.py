"""Which open demands a changed firm concerns: those that the worker has to match again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from companies.search.readmodel import ReadModel
from companies.search.weights import W
from competences.language import Kind, Vocabulary
from matching.domain.pairs import done_by, only_firms
from matching.domain.weights import COVERED_FROM
from matching.models import Demand, DemandStep, StoredMatch


def concerned_demands(
    rows: Sequence[tuple], model: ReadModel, vocabulary: Vocabulary, *, today: datetime.date
) -> set[int]:
    """Return the numbers of the open demands that changed firms may match now, or did until now.

    In: the search rows of the firms (as `companies.search.reading` gives them), removed ones included; the directory
    as it is. A firm may match a demand when it covers one of its steps; how well, only the engine says, because it
    weighs firms against each other. Who is only near in words is no match and waits for the matching of the next day.
    Two queries, whatever the number of demands.
    """
    processes = [node.key for node in vocabulary.nodes(Kind.PROCESS)]
    covered = done_by(
        only_firms(model, vocabulary, rows),
        vocabulary,
        processes,
        today=today,
        least=COVERED_FROM * W["fresh.stale"],
    )
    open_demands = Demand.objects.open().order_by().values("pk")
    steps = DemandStep.objects.filter(process__key__in=covered, demand__in=open_demands).order_by()
    stored = StoredMatch.objects.filter(company__in=[row[2] for row in rows], demand__in=open_demands)
    return {
        *steps.values_list("demand", flat=True),
        *stored.order_by().values_list("demand", flat=True),
    }
