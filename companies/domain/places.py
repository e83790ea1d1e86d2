"""Finding the place of an address."""

from functools import lru_cache

from companies.domain.identity import town_key
from companies.models import Site
from competences.domain.vocabulary import node_pks
from competences.language import Kind, Place, Vocabulary


@lru_cache(maxsize=1)
def _places(vocabulary: Vocabulary) -> tuple[dict[str, list[Place]], dict[str, list[Place]]]:
    by_postcode: dict[str, list[Place]] = {}
    by_name: dict[str, list[Place]] = {}
    for place in vocabulary.places():
        by_postcode.setdefault(place.postcode, []).append(place)
        for name in (place.name, *place.alt_names):
            by_name.setdefault(town_key(name), []).append(place)
    return by_postcode, by_name


def find_place(postcode: str, town: str, vocabulary: Vocabulary) -> Place | None:
    """Return the place of an address, None where it is not in the directory of places.

    Postcode and municipality together decide; where they do not meet, the postcode alone (its first place that
    is no post-office box), and without a known postcode the municipality if there is just one of that name.
    """
    by_postcode, by_name = _places(vocabulary)
    here = by_postcode.get(postcode.strip(), [])
    named = by_name.get(town_key(town), [])
    for place in here:
        if place in named:
            return place
    if here:
        return next((place for place in here if "Postfach" not in place.name), here[0])
    return named[0] if len({place.name for place in named}) == 1 else None


def locate(site: Site, vocabulary: Vocabulary) -> None:
    """Set place and coordinates of a site from its address, without saving; unknown places leave them empty."""
    place = find_place(site.postcode, site.municipality, vocabulary)
    site.place_id = node_pks(Kind.PLACE, vocabulary)[place.key] if place else None
    site.latitude = place.latitude if place else None
    site.longitude = place.longitude if place else None
