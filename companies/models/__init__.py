"""Tables of the directory."""

from .capability import Capability, CapabilityLimit, Machine
from .certificate import CertificateHeld
from .cluster import Cluster, CompanyUser, Membership
from .company import Company, CompanyName, ContactPerson, InternalNote, Site
from .consent import Consent
from .people import AccessRequest, ColleagueInvitation
from .search import FoundCount, SearchCount, SearchFound, SearchMiss, SearchRow, SearchState, SearchTerm
from .stored import ProfileVersion, StoredFile
from .unknown_word import UnknownWord

__all__ = [
    "AccessRequest",
    "Capability",
    "CapabilityLimit",
    "CertificateHeld",
    "Cluster",
    "ColleagueInvitation",
    "Company",
    "CompanyName",
    "CompanyUser",
    "Consent",
    "ContactPerson",
    "FoundCount",
    "InternalNote",
    "Machine",
    "Membership",
    "ProfileVersion",
    "SearchCount",
    "SearchFound",
    "SearchMiss",
    "SearchRow",
    "SearchState",
    "SearchTerm",
    "Site",
    "StoredFile",
    "UnknownWord",
]
