"""Distances on the ground."""

import math

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


def distance_km(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Return the distance between two points along the surface.

    In: two points in degrees (WGS84). Out: kilometres, 0 for the same point; haversine formula on a sphere,
    off by at most 0.5 percent.
    """
    phi_a, phi_b = math.radians(latitude_a), math.radians(latitude_b)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(longitude_b - longitude_a) / 2
    h = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
