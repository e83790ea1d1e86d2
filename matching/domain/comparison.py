"""How one thing that is asked for compares with what a firm states: the only place where directions are decided.

Every rule takes what is asked as plain numbers and what is stated as an array of any shape (one firm or all of them),
NaN where nothing is stated, and returns an array of codes in that shape: NOT_MET < UNKNOWN < PARTLY < MET. The order is
that of the score, so a better statement never lowers a result. Directions follow docs/matching.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.enums import Status

NOT_MET, UNKNOWN, PARTLY, MET = range(4)

STATUS_OF = (Status.NOT_MET, Status.UNKNOWN, Status.PARTLY, Status.MET)
"""Code → status for people."""

TOLERANCE = 1.0 + 1e-6
"""Slack of a comparison of sizes: stored numbers are single precision."""


def at_most(asked: float, stated: np.ndarray) -> np.ndarray:
    """Compare with an upper limit: met where asked ≤ stated (weight, diameter, length)."""
    return _codes(np.isnan(stated), asked <= stated * TOLERANCE)


def at_least_as_fine(asked: float, stated: np.ndarray) -> np.ndarray:
    """Compare where less is better: met where stated ≤ asked (IT grade, Ra, place of a class of ISO 2768)."""
    return _codes(np.isnan(stated), stated <= asked * TOLERANCE)


def at_least(asked: float, stated: np.ndarray) -> np.ndarray:
    """Compare where more is better: met where stated ≥ asked (place of a document of EN 10204)."""
    return _codes(np.isnan(stated), stated >= asked)


def box(asked: Sequence[float], stated: np.ndarray) -> np.ndarray:
    """Compare a prismatic part with an envelope, any rotation allowed.

    In: one to three edges of the part in mm; envelopes in mm, shape (…, 3), NaN for edges not stated. Out: shape (…).
    Edges are compared in descending order; two stated edges (a sheet) leave the third open, one (a bending length)
    says something about the longest edge only. Every edge that can be compared has to fit; where the part has more
    edges than the envelope states, fitting ones are only "partly".
    """
    edges = np.sort(np.asarray(asked, float))[::-1]
    envelope = -np.sort(-stated, axis=-1)  # descending, NaN last
    count = (~np.isnan(envelope)).sum(axis=-1)
    fits = np.ones(count.shape, bool)
    for place, edge in enumerate(edges):
        here = envelope[..., place]
        fits &= np.isnan(here) | (edge <= here * TOLERANCE)
    codes = np.where(fits, np.where(count < len(edges), PARTLY, MET), NOT_MET)
    return np.where(count == 0, UNKNOWN, codes).astype(np.int8)


def cylinder(
    diameter: float | None,
    length: float | None,
    stated_diameter: np.ndarray,
    stated_length: np.ndarray,
) -> np.ndarray:
    """Compare a round part: diameter with diameter and length with length, never swapped.

    In: what is asked in mm, None for what is not; what is stated in mm. One of two asked values stated and met is
    "partly".
    """
    pairs = [(a, s) for a, s in ((diameter, stated_diameter), (length, stated_length)) if a is not None]
    return _all([at_most(asked, stated) for asked, stated in pairs])


def inside(
    low: float | None, high: float | None, stated_low: np.ndarray, stated_high: np.ndarray
) -> np.ndarray:
    """Compare a thickness (or a range of them) with a range: met where it lies inside.

    In: mm; None where only one value is asked. A range without an upper end leaves it open ("partly" where the rest
    fits); without a lower end it starts at zero.
    """
    bottom, top = _range(low, high)
    below = np.where(np.isnan(stated_low), 0.0, stated_low)
    fits = (bottom * TOLERANCE >= below) & (np.isnan(stated_high) | (top <= stated_high * TOLERANCE))
    nothing = np.isnan(stated_low) & np.isnan(stated_high)
    codes = np.where(fits, np.where(np.isnan(stated_high), PARTLY, MET), NOT_MET)
    return np.where(nothing, UNKNOWN, codes).astype(np.int8)


def overlapping(
    low: float | None, high: float | None, stated_low: np.ndarray, stated_high: np.ndarray
) -> np.ndarray:
    """Compare batch sizes: met where the stated range holds the asked one, partly where both overlap.

    In: pieces; an end that is not asked is the other one, an end that is not stated is open.
    """
    bottom, top = _range(low, high)
    below = np.where(np.isnan(stated_low), 0.0, stated_low)
    above = np.where(np.isnan(stated_high), np.inf, stated_high)
    holds = (below <= bottom) & (top <= above)
    overlap = (below <= top) & (bottom <= above)
    codes = np.where(holds, MET, np.where(overlap, PARTLY, NOT_MET))
    return np.where(np.isnan(stated_low) & np.isnan(stated_high), UNKNOWN, codes).astype(np.int8)


def _range(low: float | None, high: float | None) -> tuple[float, float]:
    """Return both ends of what is asked; one that is missing is the other one."""
    given = [value for value in (low, high) if value is not None]
    return given[0], given[-1]


def _codes(nothing: np.ndarray, met: np.ndarray) -> np.ndarray:
    return np.where(nothing, UNKNOWN, np.where(met, MET, NOT_MET)).astype(np.int8)


def _all(codes: Sequence[np.ndarray]) -> np.ndarray:
    """Join parts of one criterion: one miss misses, all open is open, some open is partly."""
    joined = np.stack(codes)
    lowest, highest = joined.min(axis=0), joined.max(axis=0)
    partly = np.where((lowest == UNKNOWN) & (highest > UNKNOWN), PARTLY, lowest)
    return partly.astype(np.int8)
