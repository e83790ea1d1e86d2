"""The directory: clusters, companies and their parts."""

from datetime import timedelta

import factory
from django.utils import timezone
from django.utils.text import slugify

from companies.domain.consent_records import BY_STAFF, note
from companies.domain.identity import match_name, sort_name
from companies.enums import AccessRequestState, CompanyKind, CompanyRole, CompanyState, Depth, Relation
from companies.models import (
    AccessRequest,
    Capability,
    CapabilityLimit,
    CertificateHeld,
    Cluster,
    ColleagueInvitation,
    Company,
    CompanyUser,
    ContactPerson,
    Machine,
    Membership,
    Site,
)
from competences.language import fold
from tests.factories.accounts import UserFactory
from tests.factories.competences import CertificateFactory, ProcessFactory


class ClusterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cluster

    name = factory.Sequence(lambda n: f"Cluster {n}")
    slug = factory.LazyAttribute(lambda cluster: slugify(fold(cluster.name)))


class CompanyFactory(factory.django.DjangoModelFactory):
    """A published firm; `cluster=…` makes it a member there. It has no site and no search row by itself."""

    class Meta:
        model = Company
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Metallwerk {n} GmbH")
    slug = factory.LazyAttribute(lambda company: slugify(fold(company.name)))
    sort_name = factory.LazyAttribute(lambda company: sort_name(company.name))
    match_name = factory.LazyAttribute(lambda company: match_name(company.name))
    kind = CompanyKind.SUPPLIER
    state = CompanyState.PUBLISHED

    @factory.post_generation
    def cluster(self, create, extracted, **kwargs):
        if extracted:
            MembershipFactory(company=self, cluster=extracted)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    company = factory.SubFactory(CompanyFactory)
    cluster = factory.SubFactory(ClusterFactory)


class CompanyUserFactory(factory.django.DjangoModelFactory):
    """A person who acts for a company, as its owner unless `role` says otherwise."""

    class Meta:
        model = CompanyUser

    user = factory.SubFactory(UserFactory)
    company = factory.SubFactory(CompanyFactory)
    role = CompanyRole.OWNER


class SiteFactory(factory.django.DjangoModelFactory):
    """The main site, in Landstuhl."""

    class Meta:
        model = Site

    company = factory.SubFactory(CompanyFactory)
    is_main = True
    street = "Werkstraße 1"
    postcode = "66849"
    municipality = "Landstuhl"
    latitude = 49.413
    longitude = 7.570


class CapabilityFactory(factory.django.DjangoModelFactory):
    """A core capability entered by hand; `sought=True` makes it one the firm looks for."""

    class Meta:
        model = Capability

    class Params:
        sought = factory.Trait(relation=Relation.SOUGHT, depth="")

    company = factory.SubFactory(CompanyFactory)
    process = factory.SubFactory(ProcessFactory)
    relation = Relation.OFFERED
    depth = Depth.CORE


class CapabilityLimitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CapabilityLimit

    capability = factory.SubFactory(CapabilityFactory)


class MachineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Machine

    company = factory.SubFactory(CompanyFactory)
    type = "Drehmaschine"


class CertificateHeldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CertificateHeld

    company = factory.SubFactory(CompanyFactory)
    certificate = factory.SubFactory(CertificateFactory)
    name = "ISO 9001:2015"


class ContactPersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContactPerson
        skip_postgeneration_save = True

    company = factory.SubFactory(CompanyFactory)
    name = "Erika Beispiel"

    @factory.post_generation
    def consent(self, create, extracted, **values):
        """Whoever is shown has agreed."""
        if create and self.consent_public:
            note(self, source=BY_STAFF, actor=None)


class ColleagueInvitationFactory(factory.django.DjangoModelFactory):
    """An open invitation that works for two weeks."""

    class Meta:
        model = ColleagueInvitation

    company = factory.SubFactory(CompanyFactory)
    email = factory.Sequence(lambda n: f"eingeladen{n}@firma.example")
    role = CompanyRole.EDITOR
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda invitation: invitation.invited_at + timedelta(days=14))


class AccessRequestFactory(factory.django.DjangoModelFactory):
    """A request whose address is not confirmed; `is_waiting=True`: confirmed, waits for a decision."""

    class Meta:
        model = AccessRequest

    class Params:
        is_waiting = factory.Trait(
            state=AccessRequestState.WAITING, confirmed_at=factory.LazyFunction(timezone.now)
        )

    cluster = factory.SubFactory(ClusterFactory)
    company_name = "Dreherei Vogel GmbH"
    person_name = "Petra Schmitt"
    email = factory.Sequence(lambda n: f"antrag{n}@firma.example")
    requested_at = factory.LazyFunction(timezone.now)
