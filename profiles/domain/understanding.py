"""What the product understands of a firm's own words, for the firm to confirm or remove."""

import hashlib
from dataclasses import dataclass

from companies.domain.limits import Limits
from companies.domain.profile_data import CapabilityData, ProfileData
from companies.domain.recognition import Answers, Recognised, recognise
from companies.enums import Depth, Relation
from competences.language import Kind, Vocabulary

GROUPS = {
    "core": "Am besten können Sie",
    "offered": "Außerdem bieten Sie an",
    "partner": "Über Partner bieten Sie an",
    "sought": "Sie suchen Partner für",
    "material": "Werkstoffe",
    "certificate": "Zertifikate",
}
_GROUP_OF_DEPTH = {Depth.CORE: "core", Depth.SUPPLEMENTARY: "offered", Depth.VIA_PARTNER: "partner"}


_REMOVABLE = {kind.value: kind for kind in (Kind.PROCESS, Kind.MATERIAL, Kind.CERTIFICATE)}


@dataclass(frozen=True, slots=True)
class UnderstoodItem:
    """One thing that was understood; `value` is how `not_meant` names it, `words` the passage that says so."""

    value: str
    name: str
    words: str
    is_meant: bool


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood, in groups of (German heading, items), and the words that nothing stands for."""

    groups: tuple[tuple[str, tuple[UnderstoodItem, ...]], ...]
    unknown: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def mark(self) -> str:
        """Return a mark that is equal as long as the same things are understood."""
        return hashlib.sha256("|".join(sorted(self.values)).encode()).hexdigest()[:16]

    @property
    def values(self) -> frozenset[str]:
        """Return everything that can be removed or taken back in."""
        return frozenset(item.value for _, items in self.groups for item in items)


@dataclass(frozen=True, slots=True)
class OfferedWork:
    """A process that the firm offers, with what it says about it.

    `limits` hold for all materials, `further` are those for single material families as (key, German name, limits);
    `stated` says that a person entered or confirmed it, `in_text` that the firm's words name it.
    """

    process: str
    name: str
    depth: str
    text: str
    limits: Limits
    further: tuple[tuple[str, str, Limits], ...]
    stated: bool
    in_text: bool


def recognised_in(answers: ProfileData, vocabulary: Vocabulary) -> Recognised:
    """Return what the texts of a profile say, in terms of the vocabulary."""
    machines = [" ".join(filter(None, (m.type, m.details))) for m in answers.machines or ()]
    return recognise(
        Answers(
            core=answers.core_competences or "",
            offered=answers.offered_services or "",
            sought=answers.sought_partners or "",
            materials=answers.materials or "",
            machines=(*machines, *(answers.machines_text or "").splitlines()),
            dimensions=answers.max_dimensions or "",
            batches=answers.batch_sizes or "",
            industries=", ".join(answers.industries or ()),
        ),
        vocabulary,
    )


def understanding_of(answers: ProfileData, vocabulary: Vocabulary) -> Understanding:
    """Return what to show beside the three questions; what the firm removed stays there to be taken back."""
    recognised = recognised_in(answers, vocabulary)
    removed = frozenset(answers.not_meant or ())
    found: dict[str, dict[str, UnderstoodItem]] = {group: {} for group in GROUPS}

    def add(group: str, kind: Kind, key: str, words: str) -> None:
        value = f"{kind.value}:{key}"
        item = UnderstoodItem(value, vocabulary.node(kind, key).name_de, words, value not in removed)
        found[group].setdefault(value, item)

    for capability in recognised.capabilities:
        group = _GROUP_OF_DEPTH[capability.depth] if capability.depth else "sought"
        add(group, Kind.PROCESS, capability.process, capability.text)
    for key in recognised.materials:
        add("material", Kind.MATERIAL, key, "")
    for certificate in recognised.certificates:
        add("certificate", Kind.CERTIFICATE, certificate.certificate, certificate.name)
    return Understanding(
        tuple((GROUPS[name], tuple(items.values())) for name, items in found.items() if items),
        recognised.unmapped,
    )


def offered_works(answers: ProfileData, vocabulary: Vocabulary) -> tuple[OfferedWork, ...]:
    """Return the processes that the firm offers: those it entered or confirmed first, then those of its words."""
    removed = frozenset(answers.not_meant or ())
    in_text = {
        c.process: c
        for c in recognised_in(answers, vocabulary).capabilities
        if c.relation is Relation.OFFERED
    }
    works = [
        _entered(item, vocabulary, item.process in in_text)
        for item in answers.capabilities or ()
        if item.relation == Relation.OFFERED and is_node(f"{Kind.PROCESS.value}:{item.process}", vocabulary)
    ]
    entered = {work.process for work in works}
    for key, found in in_text.items():
        if key in entered or f"{Kind.PROCESS.value}:{key}" in removed:
            continue
        limits = dict(found.limits)
        works.append(
            OfferedWork(
                process=key,
                name=vocabulary.node(Kind.PROCESS, key).name_de,
                depth=found.depth or Depth.SUPPLEMENTARY,
                text=found.text,
                limits=limits.pop("", Limits()),
                further=_named(limits, vocabulary),
                stated=False,
                in_text=True,
            )
        )
    order = (Depth.CORE, Depth.SUPPLEMENTARY, Depth.VIA_PARTNER)
    return tuple(sorted(works, key=lambda work: order.index(Depth(work.depth))))


def _entered(item: CapabilityData, vocabulary: Vocabulary, in_text: bool) -> OfferedWork:
    limits = dict(item.limits)
    return OfferedWork(
        process=item.process,
        name=vocabulary.node(Kind.PROCESS, item.process).name_de,
        depth=item.depth,
        text=item.text,
        limits=limits.pop("", Limits()),
        further=_named(limits, vocabulary),
        stated=True,
        in_text=in_text,
    )


def _named(limits: dict[str, Limits], vocabulary: Vocabulary) -> tuple[tuple[str, str, Limits], ...]:
    return tuple((key, vocabulary.node(Kind.MATERIAL, key).name_de, own) for key, own in limits.items())


def is_node(value: str, vocabulary: Vocabulary) -> bool:
    """Say whether a value such as "process:drehen" names an entry of the vocabulary that can be left out."""
    kind, _, key = value.partition(":")
    try:
        vocabulary.node(_REMOVABLE[kind], key)
    except KeyError:
        return False
    return True
