"""What a part of the profile that is missing would bring, counted in the directory and in what was searched for."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from companies.domain.found_counts import LEAST_SHOWN, missed_searches
from companies.domain.profile_data import ProfileData
from companies.enums import CompanyState, Relation
from companies.models import Capability, CapabilityLimit, CertificateHeld, Cluster, Company
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from profiles.domain.understanding import offered_works, recognised_in

_SEARCHED_AS = {"materials": "material", "certificates": "certificate"}
"""Parts of the profile that searches ask for besides a process, and as what."""


@dataclass(frozen=True, slots=True)
class Gain:
    """A part that is missing and what it would bring; `step` is the page of the form on which to add it."""

    part: str
    sentence: str
    step: str


def gains_of(
    answers: ProfileData, *, cluster: Cluster, company: Company | None, today: datetime.date
) -> tuple[Gain, ...]:
    """Return what is missing in the answers, with counted reasons to add it; six queries at most.

    In: the answers as they stand; the cluster whose directory is counted, without the firm itself. Out: one entry
    per missing part, in the order of the form.
    """
    vocabulary = current_vocabulary()
    recognised = recognised_in(answers, vocabulary)
    works = offered_works(answers, vocabulary)
    processes = tuple(work.process for work in works)
    missing = {
        "offer": not works,
        "sought": not (answers.sought_partners or "").strip(),
        "materials": not recognised.materials,
        "limits": bool(works) and not any(work.limits or work.further for work in works),
        "place": not (answers.postcode or "").strip() and not (answers.town or "").strip(),
        "reach": not (answers.phone or answers.email),
        "certificates": not (answers.certificates or recognised.certificates),
        "contact": not any(person.consent_public for person in answers.contacts or ()),
    }
    if not any(missing.values()):
        return ()
    like = _like_the_firm(processes, cluster, company)
    searched = {
        part: missed_searches(
            asked_for,
            cluster=cluster.pk,
            company=company.pk if company else None,
            processes={
                key for process in processes for key in vocabulary.with_ancestors(Kind.PROCESS, process)
            },
            today=today,
        )
        for part, asked_for in _SEARCHED_AS.items()
        if missing[part]
    }
    return tuple(
        _gain(part, like, searched.get(part, 0)) for part, is_missing in missing.items() if is_missing
    )


def _gain(part: str, like: dict[str, int], searched: int) -> Gain:
    total = like["total"]
    match part:
        case "offer":
            return Gain(
                "Ihre Verfahren", "Ohne ein erkanntes Verfahren findet Sie keine Suche danach.", "fragen"
            )
        case "sought":
            sentence = (
                f"{_firms(like['seeking'])} im Verzeichnis {_say(like['seeking'])}, wofür Partner gesucht werden. "
                "Nur so sehen passende Anbieter, dass Sie Arbeit zu vergeben haben."
            )
            return Gain("Gesuchte Partner", sentence, "fragen")
        case "materials":
            sentence = f"{like['materials']} von {total} Unternehmen mit Ihren Verfahren nennen Werkstoffe; wer nach "
            sentence += "einem Werkstoff eingrenzt, findet nur diese."
            return Gain("Werkstoffe", _counted(searched, "Werkstoffen", "ein Werkstoff") + sentence, "fragen")
        case "limits":
            sentence = f"{like['limits']} von {total} Unternehmen mit Ihren Verfahren nennen Größen oder "
            return Gain(
                "Größen", sentence + "Genauigkeiten. Ohne sie heißt es bei Ihnen „nachfragen“.", "leistungen"
            )
        case "place":
            return Gain("Ort", "Ohne Ort erscheinen Sie in keiner Suche im Umkreis.", "weiteres")
        case "reach":
            return Gain("Telefon oder E-Mail", "Ohne sie kann niemand bei Ihnen anfragen.", "weiteres")
        case "certificates":
            sentence = (
                f"{like['certificates']} von {total} Unternehmen mit Ihren Verfahren nennen Zertifikate; wer "
            )
            sentence += "eines verlangt, findet nur diese."
            return Gain(
                "Zertifikate", _counted(searched, "Zertifikaten", "ein Zertifikat") + sentence, "weiteres"
            )
        case _:
            sentence = (
                f"{like['contacts']} von {total} Unternehmen mit Ihren Verfahren zeigen eine Ansprechperson."
            )
            return Gain("Ansprechperson", sentence, "weiteres")


def _like_the_firm(processes: Collection[str], cluster: Cluster, company: Company | None) -> dict[str, int]:
    """Count the published firms of the cluster that offer one of the processes, and what they state."""
    firm = OuterRef("pk")
    own = Capability.objects.filter(company=firm, relation=Relation.OFFERED, process__key__in=processes)
    sought = Capability.objects.filter(company=firm, relation=Relation.SOUGHT)
    held = CertificateHeld.objects.filter(company=firm)
    limits = CapabilityLimit.objects.filter(capability__in=own.values("pk"))
    firms = (
        Company.objects.in_clusters([cluster.pk])
        .filter(state=CompanyState.PUBLISHED)
        .exclude(pk=company.pk if company else 0)
        .annotate(alike=Exists(own), seeks=Exists(sought), certified=Exists(held), limited=Exists(limits))
    )
    public = Q(contacts__consent_public=True)
    return firms.aggregate(
        total=Count("pk", filter=Q(alike=True), distinct=True),
        seeking=Count("pk", filter=Q(seeks=True), distinct=True),
        materials=Count("pk", filter=Q(alike=True, materials__isnull=False), distinct=True),
        limits=Count("pk", filter=Q(alike=True, limited=True), distinct=True),
        certificates=Count("pk", filter=Q(alike=True, certified=True), distinct=True),
        contacts=Count("pk", filter=Q(alike=True) & public, distinct=True),
    )


def _counted(searched: int, part: str, asked_for: str) -> str:
    """Say in how many searches of the last year the firm was not shown because it does not state this."""
    if searched < LEAST_SHOWN:
        return ""
    return (
        f"Mit {part} werden Sie in bis zu {searched} Suchen mehr gefunden: So oft wurde im letzten Jahr zu Ihren "
        f"Verfahren auch {asked_for} verlangt, und Sie standen nicht dabei. "
    )


def _firms(number: int) -> str:
    return "1 Unternehmen" if number == 1 else f"{number} Unternehmen"


def _say(number: int) -> str:
    return "sagt" if number == 1 else "sagen"
