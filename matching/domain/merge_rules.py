"""What becomes of pairs and stored matches when two entries of one firm become one."""

from companies.domain.merge_rules import Merge, MergeRule, drop, same_in
from matching.enums import PairState
from matching.models import Pair, StoredMatch


def _same_pair(row: Pair, merge: Merge) -> Pair | None:
    """Return the pair that this one becomes; the pair itself where it is one of both entries with each other."""
    seeker, provider = (_after(firm, merge) for firm in (row.seeker_id, row.provider_id))
    if seeker == provider:
        return row
    return Pair.objects.filter(
        cluster=row.cluster_id, process=row.process_id, seeker=seeker, provider=provider
    ).first()


def _after(firm: int, merge: Merge) -> int:
    return merge.keep.pk if firm == merge.other.pk else firm


def _say_pair(row: Pair, twin: Pair) -> str:
    if row == twin:
        return f"„{row}“ entfällt: es ist dasselbe Unternehmen."
    decided = _decided(row, twin)
    return f"„{row}“ haben beide: es bleibt eine, Stand „{decided.get_state_display()}“."


def _decided(row: Pair, twin: Pair) -> Pair:
    """Return the pair whose decision stays: that of `keep`, unless only the other one was decided."""
    return row if twin.state == PairState.NEW and row.state != PairState.NEW else twin


def _keep_decision(row: Pair, twin: Pair, merge: Merge) -> bool:
    if row != twin and _decided(row, twin) is row:
        twin.delete()
        return True
    return drop(row, twin, merge)


def _say_match(row: StoredMatch, twin: StoredMatch) -> str:
    return f"Zu „{row.demand}“ wurden beide gefunden: künftig einmal."


MERGE_RULES = (
    MergeRule(Pair, _same_pair, _say_pair, _keep_decision),
    MergeRule(StoredMatch, same_in("demand"), _say_match, drop),
)
