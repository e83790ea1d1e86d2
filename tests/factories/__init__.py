"""Test objects for all apps, with the least that makes them valid."""

from tests.factories.accounts import PASSWORD, StaffFactory, SuperuserFactory, UserFactory
from tests.factories.companies import (
    CapabilityFactory,
    CapabilityLimitFactory,
    CertificateHeldFactory,
    ClusterFactory,
    CompanyFactory,
    CompanyUserFactory,
    ContactPersonFactory,
    MachineFactory,
    MembershipFactory,
    SiteFactory,
)
from tests.factories.competences import (
    AliasFactory,
    CertificateFactory,
    IndustryFactory,
    MaterialFactory,
    PlaceFactory,
    ProcessFactory,
)
from tests.factories.matching import (
    DemandCriterionFactory,
    DemandFactory,
    DemandStepFactory,
    PairFactory,
    StoredMatchFactory,
)
from tests.factories.outbox import AddressFactory, JobRunFactory, MailFactory
from tests.factories.profiles import (
    ImportBatchFactory,
    ImportRowFactory,
    StoredFileFactory,
    SubmissionFactory,
)

__all__ = [
    "PASSWORD",
    "AddressFactory",
    "AliasFactory",
    "CapabilityFactory",
    "CapabilityLimitFactory",
    "CertificateFactory",
    "CertificateHeldFactory",
    "ClusterFactory",
    "CompanyFactory",
    "CompanyUserFactory",
    "ContactPersonFactory",
    "DemandCriterionFactory",
    "DemandFactory",
    "DemandStepFactory",
    "ImportBatchFactory",
    "ImportRowFactory",
    "IndustryFactory",
    "JobRunFactory",
    "MachineFactory",
    "MailFactory",
    "MaterialFactory",
    "MembershipFactory",
    "PairFactory",
    "PlaceFactory",
    "ProcessFactory",
    "SiteFactory",
    "StaffFactory",
    "StoredFileFactory",
    "StoredMatchFactory",
    "SubmissionFactory",
    "SuperuserFactory",
    "UserFactory",
]
