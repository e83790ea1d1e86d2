"""The directory in the administration."""

from companies.admin.capability import CapabilityAdmin
from companies.admin.cluster import ClusterAdmin
from companies.admin.company import CompanyAdmin
from companies.admin.company_user import CompanyUserAdmin
from companies.admin.vocabulary import UnknownWordAdmin

__all__ = ["CapabilityAdmin", "ClusterAdmin", "CompanyAdmin", "CompanyUserAdmin", "UnknownWordAdmin"]
