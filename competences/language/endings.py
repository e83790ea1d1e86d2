"""The word endings that do not count: equal words up to these endings are one word for the vocabulary."""

from functools import lru_cache

ENDINGS = ("ens", "ern", "en", "er", "es", "em", "ns", "e", "n", "s")
_ENDING_SET = frozenset(ENDINGS) | {""}
SHORTEST_STRIPPED = 4


def tolerated(rest: str) -> bool:
    """Whether ``rest``, what a word has beyond an alias, is an inflectional ending (or nothing)."""
    return rest in _ENDING_SET


@lru_cache(maxsize=200_000)
def strip_ending(folded: str) -> str:
    """Return ``folded`` without its inflectional ending; at least four letters stay and ss is no plural."""
    for ending in ENDINGS:
        if len(folded) - len(ending) >= SHORTEST_STRIPPED and folded.endswith(ending):
            if ending == "s" and folded.endswith("ss"):
                return folded
            return folded[: -len(ending)]
    return folded
