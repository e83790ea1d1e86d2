"""Merging two entries of one firm into one."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from companies.domain.derived import renew_derived
from companies.domain.identity import town_key
from companies.domain.profile import keep_former_name
from companies.domain.profile_lists import NOT_MEANT
from companies.domain.publishing import change_state, index
from companies.domain.recording import delete_recorded, save_recorded
from companies.domain.versions import keep_version
from companies.enums import ROLE_ORDER, CapabilitySource, CompanyRole, CompanyState
from companies.models import (
    Capability,
    CertificateHeld,
    Company,
    CompanyUser,
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
"""By what two rows of two entries are the same thing; the second one is not moved."""


@dataclass(frozen=True, slots=True)
class MergeField:
    """A column on which the two entries differ; `taken` says that the value comes from the entry that goes."""

    column: str
    label: str
    kept: Any
    other: Any
    taken: bool


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: columns that differ, and per kind of row how many move and how many are doubled."""

    fields: tuple[MergeField, ...]
    moves: tuple[tuple[str, int, int], ...]


def preview_merge(*, keep: Company, other: Company, take: Collection[str] = ()) -> MergePreview:
    """Return what merge_companies with the same arguments would do, writing nothing."""
    _check(keep, other)
    moves = []
    for relation in _relations():
        rows = _rows(relation, other)
        if rows:
            doubled = sum(_is_doubled(row, keep) for row in rows)
            moves.append(
                (str(relation.related_model._meta.verbose_name_plural), len(rows) - doubled, doubled)
            )
    return MergePreview(tuple(_fields(keep, other, take)), tuple(moves))


def merge_companies(
    *, keep: Company, other: Company, actor: "User | None", take: Collection[str] = ()
) -> Company:
    """Move everything that belongs to `other` to `keep` and close `other`.

    In: the two entries; take – columns (of CHOOSABLE) whose value comes from `other`; empty columns of `keep`
    are filled from it anyway. Out: the stored `keep`. Sites, machines, persons, accesses and every row of any
    app that points to `other` move; what both have stays once. Name and address of `other` lead to `keep`;
    the history of both stays. Raises ValidationError when the two are one or one was merged before.
    """
    with transaction.atomic():
        locked = {
            company.pk: company
            for company in Company.objects.select_for_update()
            .filter(pk__in=[keep.pk, other.pk])
            .order_by("pk")
        }
        keep, other = locked[keep.pk], locked[other.pk]
        _check(keep, other)
        reason = f"Zusammengeführt: {other.name}"
        values = {field.column: field.other for field in _fields(keep, other, take) if field.taken}
        former_name, former_slug = other.name, other.slug
        if "name" in values:
            former_name = keep.name
            values.update(sort_name=other.sort_name, match_name=other.match_name)
        other.slug = f"{other.slug[:180]}-zusammengefuehrt-{other.pk}"
        save_recorded(other, actor=actor, reason=reason)
        change_state(company=other, to=CompanyState.MERGED, actor=actor, reason=reason, into=keep)
        for relation in _relations():
            for row in _rows(relation, other):
                _move(row, relation, keep, actor, reason)
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
    """Return how rows of any app point to a company, without those the merge itself looks after."""
    return [relation for relation in Company._meta.related_objects if relation.related_model is not SearchRow]


def _rows(relation: models.ForeignObjectRel, company: Company) -> list[Any]:
    rows: list[Any] = list(
        relation.related_model._base_manager.filter(**{relation.field.name: company}).order_by("pk")
    )
    if relation.related_model is Capability:
        return [row for row in rows if row.source == CapabilitySource.ENTERED]
    if relation.related_model is CertificateHeld:
        return [row for row in rows if row.source == CapabilitySource.ENTERED]
    return rows


def _is_doubled(row: models.Model, keep: Company) -> bool:
    same = _SAME.get(type(row))
    if same is None:
        return False
    return any(same(mine) == same(row) for mine in type(row)._base_manager.filter(company=keep))


def _move(
    row: models.Model,
    relation: models.ForeignObjectRel,
    keep: Company,
    actor: "User | None",
    reason: str,
) -> None:
    if relation.many_to_many:
        getattr(row, relation.field.name).add(keep)
        return
    if _is_doubled(row, keep):
        return
    if isinstance(row, Site):
        row.is_main = row.is_main and not keep.sites.filter(is_main=True).exists()
    setattr(row, relation.field.name, keep)
    try:
        with transaction.atomic():
            save_recorded(row, actor=actor, reason=reason)
    except IntegrityError:
        _give_up(row, keep, actor, reason)


def _give_up(row: models.Model, keep: Company, actor: "User | None", reason: str) -> None:
    """Drop a row that `keep` has already; of two accesses of one person the stronger role stays."""
    if isinstance(row, CompanyUser):
        mine = keep.people.get(user=row.user)
        if ROLE_ORDER.index(CompanyRole(row.role)) < ROLE_ORDER.index(CompanyRole(mine.role)):
            mine.role = row.role
            save_recorded(mine, actor=actor, reason=reason)
    delete_recorded([type(row)._base_manager.get(pk=row.pk)], actor=actor, reason=reason)
