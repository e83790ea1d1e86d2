"""Merging two entries of one firm into one."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from companies.domain.derived import renew_derived
from companies.domain.identity import town_key
from companies.domain.merge_rules import Merge, merge_rule
from companies.domain.profile import keep_former_name
from companies.domain.profile_lists import NOT_MEANT
from companies.domain.publishing import change_state, index
from companies.domain.recording import save_recorded
from companies.domain.versions import keep_version
from companies.enums import CapabilitySource, CompanyState
from companies.models import (
    Capability,
    CertificateHeld,
    Company,
    ContactPerson,
    Machine,
    SearchRow,
    Site,
)
from competences.language import fold

if TYPE_CHECKING:
    from accounts.models import User

CHOOSABLE = (
    "name",
    "legal_form",
    "kind",
    "register_number",
    "register_court",
    "vat_id",
    "phone",
    "email",
    "website",
    "employees",
    "founded",
    "languages",
    "industries_text",
    "core_text",
    "offered_text",
    "sought_text",
    "materials_text",
    "machines_text",
    "batch_text",
    "dimensions_text",
    "confirmed_at",
)
"""Columns of which a merge keeps one of two values."""

_SAME: dict[type[models.Model], Callable[[Any], Hashable]] = {
    Site: lambda row: (row.postcode, town_key(row.municipality), town_key(row.street)),
    Machine: lambda row: (fold(row.type), fold(row.make), fold(row.details)),
    CertificateHeld: lambda row: (row.certificate_id or fold(row.name), row.part, row.valid_until),
    ContactPerson: lambda row: fold(row.name),
}
"""By what two rows of two entries are the same thing; the second one stays with the entry that goes."""


@dataclass(frozen=True, slots=True)
class MergeField:
    """A column on which the two entries differ; `taken` says that the value comes from the entry that goes."""

    column: str
    label: str
    kept: Any
    other: Any
    taken: bool


@dataclass(frozen=True, slots=True)
class MergeMoves:
    """Rows of one kind: how many move, how many both entries have, and in German what becomes of some of these."""

    label: str
    moved: int
    doubled: int
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: columns that differ, what moves, and why it has to wait (empty where it need not)."""

    fields: tuple[MergeField, ...]
    moves: tuple[MergeMoves, ...]
    objections: tuple[str, ...]


def preview_merge(*, keep: Company, other: Company, take: Collection[str] = ()) -> MergePreview:
    """Return what merge_companies with the same arguments would do, writing nothing."""
    _check(keep, other)
    moves, objections = [], []
    sites = _same_sites(keep, other)
    for relation in _relations():
        rows = _rows(relation, other, sites)
        outcomes, doubled = [], 0
        for row in rows:
            says, objection = _collision(row, relation, keep, other)
            outcomes += [says] if says else []
            objections += [objection] if objection else []
            doubled += bool(says) or _is_doubled(row, keep)
        if rows:
            label = str(relation.related_model._meta.verbose_name_plural)
            moves.append(MergeMoves(label, len(rows) - doubled, doubled, tuple(dict.fromkeys(outcomes))))
    return MergePreview(tuple(_fields(keep, other, take)), tuple(moves), tuple(dict.fromkeys(objections)))


def merge_companies(
    *, keep: Company, other: Company, actor: "User | None", take: Collection[str] = ()
) -> Company:
    """Move everything that belongs to `other` to `keep` and close `other`.

    In: the two entries; take – columns (of CHOOSABLE) whose value comes from `other`; empty columns of `keep`
    are filled from it anyway. Out: the stored `keep`. Sites, machines, persons, accesses and every row of any
    app that points to `other` move; of what both have the rule of its table says what becomes. Name and address of
    `other` lead to `keep`; the history of both stays. Raises ValidationError when the two are one, one was merged
    before, or something has to be decided first.
    """
    with transaction.atomic():
        locked = {
            company.pk: company
            for company in Company.objects.select_for_update()
            .filter(pk__in=[keep.pk, other.pk])
            .order_by("pk")
        }
        keep, other = locked[keep.pk], locked[other.pk]
        if objections := preview_merge(keep=keep, other=other).objections:
            raise ValidationError(list(objections), code="objection")
        merge = Merge(keep, other, actor, f"Zusammengeführt: {other.name}")
        reason = merge.reason
        values = {field.column: field.other for field in _fields(keep, other, take) if field.taken}
        former_name, former_slug = other.name, other.slug
        if "name" in values:
            former_name = keep.name
            values.update(sort_name=other.sort_name, match_name=other.match_name)
        other.slug = f"{other.slug[:180]}-zusammengefuehrt-{other.pk}"
        save_recorded(other, actor=actor, reason=reason)
        change_state(company=other, to=CompanyState.MERGED, actor=actor, reason=reason, into=keep)
        sites = _same_sites(keep, other)
        for relation in _relations():
            for row in _rows(relation, other, sites):
                _move(row, relation, merge)
        for name in NOT_MEANT.values():
            getattr(keep, name).add(*getattr(other, name).all())
        for column, value in values.items():
            setattr(keep, column, value)
        save_recorded(keep, actor=actor, reason=reason)
        keep_former_name(keep, former_name, former_slug, actor=actor, reason=reason)
        renew_derived(company=keep, actor=actor, reason=reason)
        index(keep)
        keep_version(company=keep, actor=actor, reason=reason)
    return keep


def _check(keep: Company, other: Company) -> None:
    if keep.pk == other.pk:
        raise ValidationError("Ein Unternehmen lässt sich nicht mit sich selbst zusammenführen.", code="same")
    for company in (keep, other):
        if company.state == CompanyState.MERGED:
            raise ValidationError(f"„{company}“ ist schon zusammengeführt worden.", code="merged")


def _fields(keep: Company, other: Company, take: Collection[str]) -> list[MergeField]:
    fields = []
    for column in CHOOSABLE:
        kept, given = getattr(keep, column), getattr(other, column)
        if given in (None, "", []) or given == kept:
            continue
        taken = column in take or kept in (None, "", [])
        label = str(cast(models.Field, Company._meta.get_field(column)).verbose_name)
        fields.append(MergeField(column, label, kept, given, taken))
    return fields


def _relations() -> list[models.ForeignObjectRel]:
    """Return how rows of any app point to a company, sites first, without those the merge itself looks after."""
    relations = [
        relation for relation in Company._meta.related_objects if relation.related_model is not SearchRow
    ]
    return sorted(relations, key=lambda relation: relation.related_model is not Site)


def _same_sites(keep: Company, other: Company) -> dict[int, Site]:
    """Return the site of `keep` that stands in for each site of `other` that does not move."""
    same = _SAME[Site]
    mine = {same(site): site for site in reversed(keep.sites.all())}
    return {site.pk: mine[same(site)] for site in other.sites.all() if same(site) in mine}


def _rows(relation: models.ForeignObjectRel, company: Company, sites: Mapping[int, Site]) -> list[Any]:
    """Return the rows that point to a company, those at a site that both have at the one that stays."""
    rows: list[Any] = list(
        relation.related_model._base_manager.filter(**{relation.field.name: company}).order_by("pk")
    )
    if relation.related_model in (Capability, CertificateHeld):
        rows = [row for row in rows if row.source == CapabilitySource.ENTERED]
        for row in rows:
            row.site = sites.get(row.site_id, row.site)
    return rows


def _is_doubled(row: models.Model, keep: Company) -> bool:
    same = _SAME.get(type(row))
    if same is None:
        return False
    return any(same(mine) == same(row) for mine in type(row)._base_manager.filter(company=keep))


def _collision(
    row: models.Model, relation: models.ForeignObjectRel, keep: Company, other: Company
) -> tuple[str, str]:
    """Return what becomes of a row that cannot stand beside one of `keep`, and why the merge has to wait for it."""
    rule = None if relation.many_to_many else merge_rule(type(row))
    twin = rule.twin(row, Merge(keep, other, None, "")) if rule else None
    if rule is None or twin is None:
        return "", ""
    return rule.says(row, twin), rule.objects(row, twin)


def _move(row: models.Model, relation: models.ForeignObjectRel, merge: Merge) -> None:
    if relation.many_to_many:
        getattr(row, relation.field.name).add(merge.keep)
        return
    if _is_doubled(row, merge.keep):
        return
    rule = merge_rule(type(row))
    twin = rule.twin(row, merge) if rule else None
    if rule is not None and twin is not None and not rule.settle(row, twin, merge):
        return
    if isinstance(row, Site):
        row.is_main = row.is_main and not merge.keep.sites.filter(is_main=True).exists()
    setattr(row, relation.field.name, merge.keep)
    try:
        with transaction.atomic():
            save_recorded(row, actor=merge.actor, reason=merge.reason)
    except IntegrityError as error:
        name = row._meta.verbose_name
        raise ValidationError(
            f"{name} „{row}“ haben beide Einträge, und keine Regel sagt, was daraus wird.", code="collision"
        ) from error
