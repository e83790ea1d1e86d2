"""The directory in the administration."""

from companies.admin.access_request import AccessRequestAdmin
from companies.admin.capability import CapabilityAdmin
from companies.admin.cluster import ClusterAdmin
from companies.admin.company import CompanyAdmin
from companies.admin.company_user import CompanyUserAdmin
from companies.admin.consent import ConsentAdmin
from companies.admin.vocabulary import UnknownWordAdmin

__all__ = [
    "AccessRequestAdmin",
    "CapabilityAdmin",
    "ClusterAdmin",
    "CompanyAdmin",
    "CompanyUserAdmin",
    "ConsentAdmin",
    "UnknownWordAdmin",
]
