"""The comparison form of a text: two spellings of one word fold to the same string."""

import unicodedata

_FOLD = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "ø": "oe",
        "œ": "oe",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "’": "'",
        "\u00ad": "",
        "\u200b": "",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
    }
)


def fold(text: str) -> str:
    """Return the comparison form: casefolded, ä/ö/ü/ß written out, accents, soft hyphens and odd dashes levelled.

    Umlauts are written out instead of the digraphs being guessed back, so "Flaechenschliff" equals
    "Flächenschliff" while "Steuer" or "neue" keep their letters. Folding is idempotent.
    """
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    composed = unicodedata.normalize("NFC", lowered).translate(_FOLD)
    if composed.isascii():
        return composed
    bare = "".join(c for c in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(c))
    return bare.casefold().translate(_FOLD)
