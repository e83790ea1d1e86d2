"""Demands as a user of the vocabulary: who uses an entry, and what moves when two entries become one."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse

from companies.domain.recording import delete_recorded, save_recorded
from competences.domain.users import VocabularyChange
from competences.domain.vocabulary import MODELS
from competences.language import Kind
from matching.enums import DemandState, Importance, PairState
from matching.models import Demand, DemandCriterion, DemandStep, Pair

if TYPE_CHECKING:
    from accounts.models import User

NODE_PARAMETER = "begriff"
"""Parameter of the list of demands in the administration: `process:fraesen` keeps those that ask for that entry."""

DEMAND_COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.PROCESS: ("steps__process",),
    Kind.MATERIAL: ("criteria__material",),
    Kind.CERTIFICATE: ("criteria__certificate",),
    Kind.INDUSTRY: (),
    Kind.PLACE: ("place",),
}
"""Per kind: the ways from a demand to an entry."""

ROWS: dict[Kind, tuple[tuple[type[Model], str], ...]] = {
    Kind.PROCESS: ((DemandStep, "process"), (Pair, "process")),
    Kind.MATERIAL: ((DemandCriterion, "material"),),
    Kind.CERTIFICATE: ((DemandCriterion, "certificate"),),
    Kind.INDUSTRY: (),
    Kind.PLACE: ((Demand, "place"),),
}
"""Per kind: table and its column that points to an entry."""

_SAME: dict[type[Model], tuple[str, ...]] = {
    DemandStep: ("demand",),
    DemandCriterion: ("demand", "step", "attribute"),
    Pair: ("cluster", "seeker", "provider"),
}
"""Per table: what two rows about the same entry must not share."""


def using_lookup(kind: Kind, pks: Collection[int]) -> Q:
    """Return the condition on Demand: it asks for one of the entries."""
    condition = Q(pk__in=[])
    for way in DEMAND_COLUMNS[kind]:
        condition |= Q(pk__in=Demand.objects.filter(**{f"{way}__in": pks}).values("pk"))
    return condition


def demands_using(kind: Kind, key: str) -> QuerySet[Demand]:
    """Return the demands that ask for the entry."""
    pks = MODELS[kind].objects.filter(key=key).values_list("pk", flat=True)
    return Demand.objects.filter(using_lookup(kind, pks))


class DemandVocabulary:
    """What the vocabulary must know of demands and pairs (see competences.domain.users.VocabularyUser)."""

    name = "Bedarfe"

    def counted(self, number: int) -> str:
        """Return a number of demands in words."""
        return "1 Bedarf" if number == 1 else f"{number} Bedarfe"

    def used_by(self, kind: Kind, pks: Collection[int]) -> Mapping[int, int]:
        """Return entry → number of demands that ask for it; one query per way, whatever the number of entries."""
        counts: dict[int, int] = {}
        for way in DEMAND_COLUMNS[kind]:
            rows = Demand.objects.filter(**{f"{way}__in": pks}).order_by().values_list(way)
            counts.update(rows.annotate(Count("pk", distinct=True)))
        return counts

    def list_address(self, kind: Kind, key: str) -> str:
        """Return the address of the list of demands in the administration, only those that ask for the entry."""
        query = urlencode({NODE_PARAMETER: f"{kind.value}:{key}"})
        return f"{reverse('admin:matching_demand_changelist')}?{query}"

    def rows_of(self, kind: Kind, pk: int) -> list[tuple[str, int]]:
        """Return German name and number of the rows that point to the entry."""
        rows = [
            (str(table._meta.verbose_name_plural), table._base_manager.filter(**{column: pk}).count())
            for table, column in ROWS[kind]
        ]
        return [(label, number) for label, number in rows if number]

    def take_over(self, *, kind: Kind, loser: int, winner: int, actor: Any, reason: str) -> None:
        """Let the rows of the loser point to the winner; of two rows that become one the stronger stays."""
        for table, column in ROWS[kind]:
            for row in table._base_manager.filter(**{column: loser}).order_by("pk"):
                _repoint(row, column, winner, actor, reason)

    def renew(self, change: VocabularyChange, *, actor: Any, reason: str) -> None:
        """Let the worker match the demands again that the change concerns; their own words stay as confirmed."""
        condition = Q()
        if not change.everything:
            condition = Q(pk__in=[])
            for kind in Kind:
                if pks := [pk for changed, pk in change.nodes if changed is kind]:
                    condition |= using_lookup(kind, pks)
        Demand.objects.filter(condition, state=DemandState.OPEN).update(matched_at=None)


def _repoint(row: Any, column: str, winner: int, actor: "User | None", reason: str) -> None:
    rival = _rival(row, column, winner)
    if rival is not None:
        stays, goes = sorted((rival, row), key=_strength)
        if isinstance(goes, DemandStep):
            _keep_criteria(goes, stays, actor, reason)
        delete_recorded([goes], actor=actor, reason=reason)
        if isinstance(goes, DemandStep) and goes.is_lead:
            stays.is_lead = True
            save_recorded(stays, actor=actor, reason=reason)
        if goes is row:
            return
    setattr(row, f"{column}_id", winner)
    save_recorded(row, actor=actor, reason=reason)


def _rival(row: Any, column: str, winner: int) -> Any:
    """Return the row that says the same of the winner already."""
    if type(row) not in _SAME:
        return None
    values = {name: getattr(row, name) for name in _SAME[type(row)]}
    return type(row)._base_manager.filter(**{column: winner}, **values).first()


def _strength(row: Any) -> tuple[bool, bool, int]:
    """Order rows that say the same: conditions before wishes, decided pairs before new ones, older first."""
    if isinstance(row, Pair):
        return (row.state == PairState.NEW, False, row.pk)
    return (row.importance != Importance.HARD, not getattr(row, "is_lead", True), row.pk)


def _keep_criteria(goes: DemandStep, stays: DemandStep, actor: "User | None", reason: str) -> None:
    """Save the criteria of a step that goes where the one that stays has none of that kind."""
    known = set(stays.criteria.values_list("attribute", "material", "certificate"))
    for criterion in goes.criteria.all():
        if (criterion.attribute, criterion.material_id, criterion.certificate_id) not in known:
            criterion.step = stays
            save_recorded(criterion, actor=actor, reason=reason)
