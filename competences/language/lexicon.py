"""General word knowledge: word families, synonyms of word parts, English roots, generic heads, stop words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from competences.language.endings import strip_ending
from competences.language.folding import fold
from competences.language.records import load_yaml
from competences.language.tokens import stem

_PARTICIPLE = re.compile(
    r"^(?:(ab|an|auf|aus|ein|um|zu|vor|nach|zusammen)?ge)([a-z]{3,}?)(?:t|en|te[nrsm]?|ene[nrsm]?)$"
)
_DERIVED = re.compile(r"(?:ereien|erei|ungen|ung|bar|barkeit|ierer|er|ern|ierung|ieren|iert|end|ende|endes)$")
_SHORTEST_ROOT = 3
_SHORTEST_ATOM = 4
_CACHED_ROOTS = 100_000


@dataclass(frozen=True)
class Lexicon:
    """Folded word knowledge; ``forms`` maps a written form (or its stem) to the root of its family."""

    forms: Mapping[str, str]
    english: Mapping[str, str]
    generic: frozenset[str]
    stopwords: frozenset[str]
    activities: frozenset[str]
    trades: frozenset[str]
    everyday: frozenset[str]
    synonyms: frozenset[str]
    prefixes: tuple[str, ...]
    removal: frozenset[str]
    common_words: frozenset[str]
    ordinary: frozenset[str]
    stems: frozenset[str]
    _roots: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def root(self, folded: str) -> str:
        """Return the root of a folded word or part: the family's name where it is known, else its stem."""
        root = self._roots.get(folded)
        if root is None:
            root = self._roots[folded] = self._find_root(folded)
            if len(self._roots) > _CACHED_ROOTS:
                self._roots.clear()
        return root

    def _find_root(self, folded: str) -> str:
        for form in _variants(folded):
            if form in self.forms:
                return self.forms[form]
        return self._root_behind_prefix(folded) or self._root_of_maker(folded) or stem(folded)

    def _root_of_maker(self, folded: str) -> str | None:
        """A workshop named after its material does what the verb with "ver" says: Zinkerei, verzinken."""
        bare = _DERIVED.sub("", folded)
        return self.forms.get(f"ver{bare}") if bare != folded else None

    def _root_behind_prefix(self, folded: str) -> str | None:
        for prefix in self.prefixes:
            if folded.startswith(prefix):
                for form in _variants(folded[len(prefix) :]):
                    if self.forms.get(form) in self.activities:
                        return self.forms[form]
        return None

    def knows(self, folded: str) -> bool:
        """Whether the word or its stem belongs to a family, to the English words or to the stems."""
        return (
            folded in self.forms
            or folded in self.english
            or folded in self.stems
            or any(form in self.forms for form in _variants(folded))
            or self.is_generic(folded)
        )

    def is_derivable(self, folded: str) -> bool:
        """Whether the word is a known stem with an ending that makes a trade, a maker or a deed of it."""
        bare = _DERIVED.sub("", folded)
        return bare != folded and (bare in self.stems or stem(bare) in self.stems)

    def is_generic(self, folded: str) -> bool:
        """Whether a word or part says who or what (``betrieb``, ``teile``), not which work."""
        return folded in self.generic or stem(folded) in self.generic

    def is_stopword(self, folded: str) -> bool:
        """Whether a word carries no meaning for a search."""
        return folded in self.stopwords


def _variants(folded: str) -> tuple[str, ...]:
    variants = [folded, strip_ending(folded), stem(folded)]
    participle = _PARTICIPLE.match(folded)
    if participle:
        variants += [participle.group(2), (participle.group(1) or "") + participle.group(2)]
    if folded.endswith("t") and len(folded) > _SHORTEST_ROOT:
        variants += [folded[:-1], folded.removesuffix("et")]
    bare = _DERIVED.sub("", folded)
    if bare != folded and len(bare) >= _SHORTEST_ROOT:
        variants += [bare, stem(bare)]
        if bare.endswith("l"):
            variants.append(bare[:-1] + "el")
    return tuple(variants)


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon shipped beside this module."""
    data = load_yaml(Path(__file__).with_name("lexicon.yaml"))
    forms: dict[str, str] = {}
    for root, words in data["families"].items():
        for word in (root, *words):
            folded = fold(word)
            forms[folded] = fold(root)
            forms.setdefault(stem(folded), fold(root))
    for word, target in data["synonyms"].items():
        folded, root = fold(word), fold(target)
        for form in (folded, stem(folded)):
            forms[form] = forms.get(root, stem(root))
    generic = {fold(word) for word in data["generic"]}
    return Lexicon(
        forms=MappingProxyType(forms),
        english=MappingProxyType({fold(word): fold(root) for word, root in data["english"].items()}),
        generic=frozenset(generic | {stem(word) for word in generic}),
        stopwords=frozenset(fold(word) for word in data["stopwords"]),
        activities=frozenset(data["activities"]),
        everyday=frozenset(data["everyday"]),
        synonyms=frozenset(form for word in data["synonyms"] for form in (fold(word), stem(fold(word)))),
        trades=frozenset(data["activities"]) | frozenset(data["trades"]),
        prefixes=tuple(data["prefixes"]),
        common_words=frozenset(fold(word) for word in data["common_words"]),
        ordinary=frozenset(form for word in data["ordinary"] for form in (fold(word), stem(fold(word)))),
        removal=frozenset(fold(word) for word in data["removal"]),
        stems=frozenset(fold(word) for word in data["stems"])
        | {form for form in forms if len(form) >= _SHORTEST_ATOM},
    )
