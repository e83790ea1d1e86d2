"""The directory as a user of the vocabulary: who uses an entry, what moves in a merge, what is analysed again."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse

from companies.domain.derived import renew_derived
from companies.domain.publishing import index
from companies.domain.recording import delete_recorded, save_recorded
from companies.enums import CapabilitySource, CompanyState, Depth
from companies.models import Capability, CapabilityLimit, CertificateHeld, Company, Site
from competences.domain.users import VocabularyChange
from competences.domain.vocabulary import MODELS
from competences.language import Kind, fold

if TYPE_CHECKING:
    from accounts.models import User

NODE_PARAMETER = "begriff"
"""Parameter of the list of companies in the administration: `process:fraesen` keeps the users of that entry."""

FOREIGN_KEYS: dict[Kind, tuple[tuple[type[Model], str, str], ...]] = {
    Kind.PROCESS: ((Capability, "process", "company"),),
    Kind.MATERIAL: ((CapabilityLimit, "material", "capability__company"),),
    Kind.CERTIFICATE: ((CertificateHeld, "certificate", "company"),),
    Kind.INDUSTRY: (),
    Kind.PLACE: ((Site, "place", "company"),),
}
"""Per kind: table, its column that points to an entry, the way to the company."""

LISTS: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.PROCESS: (("excluded_processes", "Unternehmen, bei denen es nicht gemeint ist"),),
    Kind.MATERIAL: (
        ("materials", "Unternehmen mit diesem Werkstoff"),
        ("excluded_materials", "Unternehmen, bei denen er nicht gemeint ist"),
    ),
    Kind.CERTIFICATE: (("excluded_certificates", "Unternehmen, bei denen es nicht gemeint ist"),),
    Kind.INDUSTRY: (("industries", "Unternehmen dieser Branche"),),
    Kind.PLACE: (),
}
"""Per kind: many-to-many field of Company, German name of its rows."""

TEXTS = (
    "name",
    "industries_text",
    "core_text",
    "offered_text",
    "sought_text",
    "materials_text",
    "machines_text",
    "batch_text",
    "dimensions_text",
)
"""Columns of Company in which a word of the vocabulary may stand."""

_DEPTHS = (Depth.CORE, Depth.SUPPLEMENTARY, Depth.VIA_PARTNER)


def using_lookup(kind: Kind, pks: Collection[int]) -> Q:
    """Return the condition on Company: a row of the firm points to one of the entries."""
    condition = Q(pk__in=[])
    for table, column, company in FOREIGN_KEYS[kind]:
        rows = table._base_manager.filter(**{f"{column}__in": pks})
        condition |= Q(pk__in=rows.values(company))
    for name, _ in LISTS[kind]:
        rows = getattr(Company, name).through.objects.filter(**{f"{kind.value}__in": pks})
        condition |= Q(pk__in=rows.values("company"))
    return condition


def companies_using(kind: Kind, key: str) -> QuerySet[Company]:
    """Return the firms of which a row points to the entry; merged firms are left out."""
    pks = MODELS[kind].objects.filter(key=key).values_list("pk", flat=True)
    return Company.objects.current().filter(using_lookup(kind, pks))


class CompanyVocabulary:
    """What the vocabulary must know of the directory (see competences.domain.users.VocabularyUser)."""

    name = "Unternehmen"

    def counted(self, number: int) -> str:
        """Return a number of firms in words."""
        return f"{number} Unternehmen"

    def used_by(self, kind: Kind, pks: Collection[int]) -> Mapping[int, int]:
        """Return entry → number of firms that use it; one query per table, whatever the number of entries."""
        pairs: set[tuple[int, int]] = set()
        for table, column, company in FOREIGN_KEYS[kind]:
            rows = table._base_manager.filter(**{f"{column}__in": pks})
            pairs.update(
                rows.exclude(**{f"{company}__state": CompanyState.MERGED}).values_list(column, company)
            )
        for name, _ in LISTS[kind]:
            through = getattr(Company, name).through.objects.filter(**{f"{kind.value}__in": pks})
            pairs.update(
                through.exclude(company__state=CompanyState.MERGED).values_list(kind.value, "company")
            )
        return Counter(node for node, _ in pairs)

    def list_address(self, kind: Kind, key: str) -> str:
        """Return the address of the list of companies in the administration, only those that use the entry."""
        query = urlencode({NODE_PARAMETER: f"{kind.value}:{key}"})
        return f"{reverse('admin:companies_company_changelist')}?{query}"

    def rows_of(self, kind: Kind, pk: int) -> list[tuple[str, int]]:
        """Return German name and number of the rows that point to the entry."""
        rows = [
            (str(table._meta.verbose_name_plural), table._base_manager.filter(**{column: pk}).count())
            for table, column, _ in FOREIGN_KEYS[kind]
        ]
        rows += [
            (label, getattr(Company, name).through.objects.filter(**{kind.value: pk}).count())
            for name, label in LISTS[kind]
        ]
        return [(label, number) for label, number in rows if number]

    def take_over(self, *, kind: Kind, loser: int, winner: int, actor: Any, reason: str) -> None:
        """Let the rows of the loser point to the winner; of two rows of a firm that become one the stronger stays."""
        for table, column, _ in FOREIGN_KEYS[kind]:
            for row in table._base_manager.filter(**{column: loser}).order_by("pk"):
                _repoint(row, column, winner, actor, reason)
        for name, _ in LISTS[kind]:
            for company in Company.objects.filter(**{name: loser}).order_by("pk"):
                getattr(company, name).remove(loser)
                getattr(company, name).add(winner)

    def renew(self, change: VocabularyChange, *, actor: Any, reason: str) -> None:
        """Analyse and index the firms again that the change concerns; drafts and archived ones included."""
        renew_companies(companies=concerned(change), actor=actor, reason=reason)


def concerned(change: VocabularyChange) -> QuerySet[Company]:
    """Return the firms that use a changed entry, or in whose answers a changed word may stand."""
    companies = Company.objects.current()
    if change.everything:
        return companies
    condition = Q(pk__in=[])
    for kind in Kind:
        if pks := [pk for changed, pk in change.nodes if changed is kind]:
            condition |= using_lookup(kind, pks)
    if change.words:
        condition |= Q(pk__in=writing(change.words))
    return companies.filter(condition)


def writing(words: Collection[str]) -> list[int]:
    """Return the firms in whose answers one of the wordings may stand: rather too many than too few.

    A wording counts as written when the beginnings of all its words occur anywhere, since endings, hyphens and the
    order inside a compound vary ("Dreh- und Frästeile" holds "Drehteile").
    """
    wanted = [_beginnings(word) for word in words]
    text = Concat(*[part for name in TEXTS for part in (name, Value(" "))], output_field=TextField())
    rows = Company.objects.current().annotate(whole_text=text).values_list("pk", "whole_text")
    machines: dict[int, str] = {}
    for company, name, details in Company.objects.filter(machines__isnull=False).values_list(
        "pk", "machines__type", "machines__details"
    ):
        machines[company] = f"{machines.get(company, '')} {name} {details}"
    found = []
    for pk, whole in rows.iterator(chunk_size=500):
        folded = fold(f"{whole} {machines.get(pk, '')}")
        if any(all(beginning in folded for beginning in beginnings) for beginnings in wanted):
            found.append(pk)
    return found


def _beginnings(wording: str) -> list[str]:
    words = fold(wording).replace("-", " ").replace("/", " ").split()
    words = [word for word in words if not word.isdigit()] or words  # "5-Achs" is also written "Fünfachs"
    return [word[: max(3, min(4, len(word) - 2))] for word in words]


def renew_companies(*, companies: Iterable[Company], actor: "User | None", reason: str) -> int:
    """Derive anew what follows from the firms' answers and write their search rows; returns how many firms.

    To be called in a transaction, after the vocabulary changed.
    """
    number = 0
    for company in companies:
        renew_derived(company=company, actor=actor, reason=reason)
        index(company)
        number += 1
    return number


def _repoint(row: Any, column: str, winner: int, actor: "User | None", reason: str) -> None:
    rival = _rival(row, column, winner)
    if rival is not None:
        stays, goes = sorted((rival, row), key=_strength)
        if isinstance(goes, Capability):
            _keep_limits(goes, stays, actor, reason)
        delete_recorded([goes], actor=actor, reason=reason)
        if goes is row:
            return
    setattr(row, f"{column}_id", winner)
    save_recorded(row, actor=actor, reason=reason)


def _rival(row: Any, column: str, winner: int) -> Any:
    """Return the row that stands in the way: the firm's own statement about the winner."""
    same: dict[type[Model], tuple[str, ...]] = {
        Capability: ("company", "relation", "site"),
        CapabilityLimit: ("capability",),
    }
    if type(row) not in same:
        return None
    values = {name: getattr(row, name) for name in same[type(row)]}
    return type(row)._base_manager.filter(**{column: winner}, **values).first()


def _strength(row: Any) -> tuple[int, int, int]:
    """Order rows that say the same: entered by hand before recognised, core before supplementary, older first."""
    if not isinstance(row, Capability):
        return (0, 0, row.pk)
    depth = _DEPTHS.index(Depth(row.depth)) if row.depth else 0
    return (int(row.source != CapabilitySource.ENTERED), depth, row.pk)


def _keep_limits(goes: Capability, stays: Capability, actor: "User | None", reason: str) -> None:
    """Save the limits of a capability that goes where the one that stays has none for the material."""
    known = set(stays.limits.values_list("material_id", flat=True))
    for limit in goes.limits.all():
        if limit.material_id not in known:
            limit.capability = stays
            save_recorded(limit, actor=actor, reason=reason)
