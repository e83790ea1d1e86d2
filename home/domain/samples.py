"""Made-up values with which the gallery shows every component in its states."""

import datetime
from typing import Any

from companies.domain.marked_words import Segment
from companies.domain.profile_page import Work
from companies.enums import CertificateStatus, Depth, Freshness
from companies.models import Cluster, Company
from companies.search.results import (
    CERTIFICATE_FIT_LABELS,
    FIT_LABELS,
    CertificateAnswer,
    CertificateFit,
    Facet,
    FacetValue,
    Fit,
    Hit,
    Passage,
    Reason,
)
from home.domain.demand_samples import demand_samples
from pages.models import TextVersion

DAY = datetime.date(2026, 11, 21)

ICONS = (
    "search",
    "check",
    "cross",
    "question",
    "clock",
    "pin",
    "warning",
    "award",
    "map",
    "filter",
    "print",
    "edit",
    "mail",
    "phone",
    "globe",
    "person",
    "eye",
)


def samples() -> dict[str, Any]:
    """Return the values that the gallery's template hands to the components."""
    return {
        **demand_samples(),
        "icons": ICONS,
        "freshness": [(state, None if state == Freshness.NEVER else DAY) for state in Freshness],
        "certificate_states": [(status, DAY) for status in CertificateStatus],
        "certificate_answers": [
            CertificateAnswer("ISO 9001", status, CERTIFICATE_FIT_LABELS[status]) for status in CertificateFit
        ],
        "firm": _firm(),
        "hits": [_hit(), _bare_hit()],
        "facet": _facet(),
        "words": (
            Segment("Wir "),
            Segment("lasern", "process", "laserschneiden", "Laserschneiden"),
            Segment(" Bleche bis 20 mm."),
        ),
        "works": (Work("laserschneiden", "Laserschneiden", "Kernleistung", "", True, ()),),
        "consent": TextVersion(
            pk=1,
            body="Ich bin einverstanden, dass Name und Telefon im Verzeichnis stehen.",
            in_force_since=datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC),
        ),
        "cluster": Cluster(
            name="Metall-Cluster", agency_name="Wirtschaftsförderung", agency_phone="0631 5550-0"
        ),
    }


def _firm() -> Company:
    firm = Company(name="Musterblech GmbH", slug="musterblech-gmbh")
    firm.place = "Landstuhl"
    return firm


def _hit() -> Hit:
    return Hit(
        company_id=1,
        slug="musterblech-gmbh",
        name="Musterblech GmbH",
        place="Landstuhl",
        score=0.9,
        reasons=(
            _reason(Fit.EXACT, "Laserschneiden", "Laserschneiden", Depth.CORE),
            _reason(Fit.RELATED, "Abkanten", "Biegen", Depth.SUPPLEMENTARY),
        ),
        passages=(Passage("Kernkompetenzen", (("Wir ", False), ("lasern", True), (" und kanten.", False))),),
        certificates=(
            CertificateAnswer(
                "EN 1090",
                CertificateFit.VALID,
                CERTIFICATE_FIT_LABELS[CertificateFit.VALID],
                held_level="EXC2",
                valid_until=DAY,
            ),
        ),
        confirmed_at=DAY,
        is_fresh=True,
        distance_km=12.4,
    )


def _bare_hit() -> Hit:
    return Hit(
        2, "ohne-angaben-kg", "Ohne Angaben KG", "", 0.3, (), (), (), None, is_fresh=False, is_overdue=True
    )


def _reason(fit: Fit, criterion: str, text: str, depth: Depth) -> Reason:
    return Reason(criterion=criterion, fit=fit, fit_label=FIT_LABELS[fit], depth=depth, text=text)


def _facet() -> Facet:
    names = ("Trennen", "Laserschneiden", "Plasmaschneiden")
    return Facet(
        "verfahren",
        "Verfahren",
        tuple(
            FacetValue(name.lower(), name, 12 - 4 * number, number == 1, {}, level=min(number, 1))
            for number, name in enumerate(names)
        ),
    )
