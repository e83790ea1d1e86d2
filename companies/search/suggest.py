"""Suggestions while somebody types: processes, materials, norms, places and firms."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from companies.enums import CompanyState
from companies.models import Company
from companies.search.engine import cluster_bits
from companies.search.keeper import KEEPER
from companies.search.nodes import PREFIXES, TREES
from companies.search.readmodel import ReadModel
from companies.search.results import Suggestion
from companies.search.segment import count_bits
from companies.search.viewer import Viewer
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary, fold

LIMIT = 8
_FIRMS = 3
_SHORTEST = 2
_MOST_WORDS = 3
_CANDIDATES = 400

KINDS = {
    Kind.PROCESS: "Verfahren",
    Kind.MATERIAL: "Werkstoff",
    Kind.CERTIFICATE: "Zertifikat",
    Kind.INDUSTRY: "Branche",
    Kind.PLACE: "Ort",
}


@dataclass(frozen=True, slots=True, order=True)
class Wording:
    """A wording of a node under the folded beginning by which it is found; `late` counts the words before that."""

    start: str
    late: int
    text: str
    kind: Kind
    key: str


def suggest(text: str, *, viewer: Viewer) -> tuple[Suggestion, ...]:
    """Return completions of what is typed so far, best first.

    In: the content of the box; the last up to three words are completed, what stands before them is kept. Out: at
    most LIMIT suggestions whose `text` is the whole new content of the box; firms lead to their profile by `url`.
    """
    words = text.split()
    vocabulary = current_vocabulary()
    found: list[Suggestion] = []
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        typed = fold(" ".join(words[-count:]))
        if len(typed) >= _SHORTEST:
            before = " ".join(words[:-count])
            found += _nodes(typed, before, vocabulary, KEEPER.current(vocabulary), viewer)
        if found:
            break
    firms = list(_firms(text, viewer))
    return (*found[: LIMIT - len(firms)], *firms)


def suggest_for_field(text: str, kind: Kind | None, *, viewer: Viewer) -> tuple[Suggestion, ...]:
    """Return entries of one kind (None: firms) for a field that takes one of them, best first.

    The whole content of the field is completed; `text` of a suggestion is the name by which the field knows the entry.
    """
    if kind is None:
        return tuple(Suggestion(one.text, one.kind) for one in _firms(text, viewer))
    typed = fold(" ".join(text.split()))
    if len(typed) < _SHORTEST:
        return ()
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    return tuple(
        Suggestion(_name(entry, vocabulary), KINDS[kind], "" if _is_named(entry, vocabulary) else entry.text)
        for entry, _ in _entries(typed, vocabulary, model, viewer, (kind,))
    )


def _name(entry: Wording, vocabulary: Vocabulary) -> str:
    if entry.kind is Kind.PLACE:
        return vocabulary.place(entry.key).name
    return vocabulary.node(entry.kind, entry.key).name_de


def _is_named(entry: Wording, vocabulary: Vocabulary) -> bool:
    return fold(_name(entry, vocabulary)) == fold(entry.text)


@lru_cache(maxsize=2)
def wordings(vocabulary: Vocabulary) -> tuple[Wording, ...]:
    """Return all wordings of the vocabulary, each under the beginning of every word in it, in order."""
    found: set[Wording] = set()
    for kind in TREES:
        for node in vocabulary.nodes(kind):
            for text in (node.name_de, *node.strong, *node.codes):
                found.update(_beginnings(text, kind, node.key))
    for place in vocabulary.places():
        for text in (place.name, place.postcode, *place.alt_names):
            found.update(_beginnings(text, Kind.PLACE, place.key))
    return tuple(sorted(found))


def _beginnings(text: str, kind: Kind, key: str) -> Iterator[Wording]:
    words = fold(text).split()
    for late in range(len(words)):
        yield Wording(" ".join(words[late:]), late, text, kind, key)


def _nodes(
    typed: str, before: str, vocabulary: Vocabulary, model: ReadModel, viewer: Viewer
) -> Iterator[Suggestion]:
    """Yield the nodes with a wording that begins with what is typed, what stands before it kept."""
    for entry, count in _entries(typed, vocabulary, model, viewer, KINDS):
        yield Suggestion(f"{before} {entry.text}".strip(), KINDS[entry.kind], _note(entry, count, vocabulary))


def _entries(
    typed: str, vocabulary: Vocabulary, model: ReadModel, viewer: Viewer, kinds: Container[Kind]
) -> Iterator[tuple[Wording, int]]:
    """Yield the best wording of each node that begins with what is typed, and its firms: early words, many firms."""
    entries = wordings(vocabulary)
    first = bisect_left(entries, Wording(typed, 0, "", Kind.PROCESS, ""))
    best: dict[tuple[Kind, str], Wording] = {}
    for entry in entries[first : first + _CANDIDATES]:
        if not entry.start.startswith(typed):
            break
        if entry.kind not in kinds:
            continue
        known = best.get((entry.kind, entry.key))
        if known is None or _rank(entry) < _rank(known):
            best[entry.kind, entry.key] = entry
    counted = [(entry.late, -_count(model, viewer, entry), _rank(entry), entry) for entry in best.values()]
    for _, count, _, entry in sorted(counted, key=lambda item: item[:3])[:LIMIT]:
        yield entry, -count


def _rank(entry: Wording) -> tuple[int, int, str, str]:
    return (entry.late, len(entry.text), entry.text, entry.key)


def _count(model: ReadModel, viewer: Viewer, entry: Wording) -> int:
    if entry.kind is Kind.PLACE:
        return 1
    node = model.nodes.index[f"{PREFIXES[entry.kind]}{entry.key}"]
    return sum(
        count_bits(segment.node_bits[node] & alive & cluster_bits(segment, viewer.clusters))
        for segment, alive in model.parts
    )


def _note(entry: Wording, count: int, vocabulary: Vocabulary) -> str:
    if entry.kind is Kind.PLACE:
        place = vocabulary.place(entry.key)
        return f"{place.postcode} {place.name}"
    name = vocabulary.node(entry.kind, entry.key).name_de
    same = fold(name) == fold(entry.text)
    firms = f"{count} Unternehmen" if count and entry.kind in (Kind.PROCESS, Kind.MATERIAL) else ""
    return " · ".join(part for part in ("" if same else name, firms) if part)


def _firms(text: str, viewer: Viewer) -> Iterator[Suggestion]:
    """Yield published firms of the viewer's clusters whose name begins with what is typed."""
    typed = fold(text).strip()
    if len(typed) < _SHORTEST:
        return
    firms = Company.objects.filter(sort_name__startswith=typed, state=CompanyState.PUBLISHED)
    if viewer.clusters is not None:
        firms = firms.in_clusters(list(viewer.clusters))
    for firm in firms.order_by("sort_name", "pk")[:_FIRMS]:
        yield Suggestion(firm.name, "Unternehmen", url=firm.get_absolute_url())
