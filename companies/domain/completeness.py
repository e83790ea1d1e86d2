"""How much of a profile is filled in, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from companies.enums import Relation
from companies.models import Capability, CertificateHeld, Company, ContactPerson, Machine, Site
from companies.models.querysets import CompanyQuerySet

_FIRM = OuterRef("pk")

PARTS: dict[str, tuple[str, Q | Exists]] = {
    "kind": ("Art", ~Q(kind="")),
    "place": ("Ort", Exists(Site.objects.filter(company=_FIRM, place__isnull=False))),
    "reachable": ("Telefon oder E-Mail", ~Q(phone="") | ~Q(email="")),
    "core": ("Kernkompetenzen", ~Q(core_text="")),
    "offered": ("Leistungen", ~Q(offered_text="")),
    "sought": ("gesuchte Partner", ~Q(sought_text="")),
    "recognised": (
        "erkannte Verfahren",
        Exists(Capability.objects.filter(company=_FIRM, relation=Relation.OFFERED)),
    ),
    "materials": ("Werkstoffe", ~Q(materials_text="")),
    "machines": (
        "Maschinen",
        ~Q(machines_text="") | Q(Exists(Machine.objects.filter(company=_FIRM))),
    ),
    "sizes": ("Losgrößen oder Abmessungen", ~Q(batch_text="") | ~Q(dimensions_text="")),
    "certificates": ("Zertifikate", Exists(CertificateHeld.objects.filter(company=_FIRM))),
    "employees": ("Beschäftigte", Q(employees__isnull=False)),
    "contact": ("Ansprechperson", Exists(ContactPerson.objects.filter(company=_FIRM))),
}
"""Part → what it is called and the condition under which a firm has it; every part counts the same."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """`percent` is a whole number from 0 to 100; `missing` names the parts that are not there."""

    percent: int
    missing: tuple[str, ...]


def with_completeness(companies: CompanyQuerySet) -> CompanyQuerySet:
    """Annotate `has_<part>` for every part and `complete_percent`, for `completeness` and for filters."""
    flags: dict[str, Combinable] = {
        f"has_{name}": ExpressionWrapper(Q(condition), output_field=BooleanField())
        for name, (_, condition) in PARTS.items()
    }
    total: Combinable = Value(0)
    for name in flags:
        total = total + Case(When(**{name: True}, then=1), default=0, output_field=IntegerField())
    return companies.annotate(**flags).annotate(complete_percent=total * 100 / len(PARTS))


def completeness(company: Company) -> Completeness:
    """Return how complete a profile is; one query unless the firm comes from `with_completeness`."""
    if not hasattr(company, "complete_percent"):
        company = with_completeness(Company.objects.filter(pk=company.pk)).get()
    missing: Sequence[str] = [
        label for name, (label, _) in PARTS.items() if not getattr(company, f"has_{name}")
    ]
    return Completeness(company.complete_percent, tuple(missing))  # type: ignore[attr-defined]
