"""One pair with everything staff need to decide about it."""

import datetime
from dataclasses import dataclass

from companies.models import Company
from companies.search.keeper import KEEPER
from companies.search.requirement import WantedPlace
from companies.search.viewer import Viewer
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from matching.domain.engine import Matcher
from matching.domain.pairs import places_of
from matching.domain.partner_page import process_wanted
from matching.domain.results import ScorePart
from matching.models import Pair


@dataclass(frozen=True)
class PairPage:
    """Both firms with their places, the explanation as it is today, and further pairs of the two.

    `parts` is empty where the provider does not offer the process any more.
    """

    seeker: Company
    provider: Company
    parts: tuple[ScorePart, ...]
    distance_km: float | None
    others: tuple[Pair, ...]


def pair_page(pair: Pair, *, viewer: Viewer, today: datetime.date) -> PairPage:
    """Return what the page of a pair shows; five queries."""
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    firms = Company.objects.with_place().in_bulk([pair.seeker_id, pair.provider_id])
    seeker = firms[pair.seeker_id]
    point = places_of(model, [pair.seeker_id]).get(pair.seeker_id)
    place = WantedPlace("", seeker.place or seeker.name, *point) if point else None
    match = None
    if vocabulary.has(Kind.PROCESS, pair.process.key):
        wanted = process_wanted(pair.process.key, pair.seeker_id, place)
        matcher = Matcher(model, vocabulary, wanted, viewer.clusters, today)
        match = matcher.of_companies([pair.provider_id]).get(pair.provider_id)
    firms_of_both = [pair.seeker_id, pair.provider_id]
    others = (
        Pair.objects.filter(cluster=pair.cluster_id, seeker__in=firms_of_both, provider__in=firms_of_both)
        .exclude(pk=pair.pk)
        .select_related("seeker", "provider", "process")
        .order_by("-score", "pk")
    )
    return PairPage(
        seeker=seeker,
        provider=firms[pair.provider_id],
        parts=match.parts if match else (),
        distance_km=match.distance_km if match else None,
        others=tuple(others),
    )
