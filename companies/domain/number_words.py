"""Numbers and units as a German reader writes them."""

_GERMAN = str.maketrans(",.", ".,")


def number_words(value: float) -> str:
    """Return a number with decimal comma and dots between thousands: 1200 → "1.200", 0.8 → "0,8"."""
    return f"{value:,.3f}".rstrip("0").rstrip(".").translate(_GERMAN)


def distance_words(kilometres: float) -> str:
    """Return a distance in whole kilometres: 12.4 → "12 km"; less than one is "unter 1 km"."""
    return "unter 1 km" if kilometres < 1 else f"{number_words(round(kilometres))} km"


def range_words(low: float | None, high: float | None, unit: str) -> str:
    """Return a range of which one end may be missing: (1, None, "mm") → "ab 1 mm"; both missing → ""."""
    if low is not None and high is not None:
        if low == high:
            return f"{number_words(low)} {unit}"
        return f"{number_words(low)} bis {number_words(high)} {unit}"
    if high is not None:
        return f"bis {number_words(high)} {unit}"
    return f"ab {number_words(low)} {unit}" if low is not None else ""
