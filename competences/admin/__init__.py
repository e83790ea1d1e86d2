"""The vocabulary in the administration."""

from competences.admin.nodes import CertificateAdmin, IndustryAdmin, MaterialAdmin, PlaceAdmin, ProcessAdmin
from competences.admin.words import IgnoredWordAdmin

__all__ = [
    "CertificateAdmin",
    "IgnoredWordAdmin",
    "IndustryAdmin",
    "MaterialAdmin",
    "PlaceAdmin",
    "ProcessAdmin",
]
