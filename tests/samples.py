"""One stored object of every model that the administration shows."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db.models import Model

from accounts.models import User
from companies.domain.consents import give_consent
from companies.enums import ConsentWay
from companies.models import (
    AccessRequest,
    Capability,
    Cluster,
    Company,
    CompanyUser,
    Consent,
    ProfileVersion,
    UnknownWord,
)
from competences.models import Certificate, IgnoredWord, Industry, Material, Place, Process
from matching.models import Demand
from outbox.models import Address, JobRun, Mail
from pages.domain.editing import publish_text, restore_text, store_initial_texts, version_in_force
from pages.enums import PageSlug
from pages.models import Page, TextVersion
from privacy.enums import Identification
from privacy.models import DataRequest
from profiles.enums import RowAction
from profiles.models import Campaign, ConfirmationRound, ImportBatch, Invitation, Registration, Submission
from tests.cast import Cast
from tests.factories import (
    AccessRequestFactory,
    AddressFactory,
    CampaignFactory,
    CapabilityFactory,
    ClusterFactory,
    CompanyFactory,
    CompanyUserFactory,
    ConfirmationRoundFactory,
    ContactPersonFactory,
    DataRequestFactory,
    DeliveryFactory,
    DemandCriterionFactory,
    DemandFactory,
    DemandStepFactory,
    ImportBatchFactory,
    ImportRowFactory,
    JobRunFactory,
    MailFactory,
    RegistrationFactory,
    SendingFactory,
    StoredFileFactory,
    StoredMatchFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.factories.competences import (
    CertificateFactory,
    IndustryFactory,
    MaterialFactory,
    PlaceFactory,
    ProcessFactory,
)


def changed_page(cast: Cast) -> Page:
    """One of the pages, which exist from the start and cannot be added, with a past."""
    store_initial_texts()
    page = Page.objects.get(slug=PageSlug.IMPRINT)
    restore_text(version=replaced_text(cast), actor=None)
    return page


def given_consent(cast: Cast) -> Consent:
    """A consent of a person of the own firm."""
    return give_consent(contact=ContactPersonFactory(company=cast.own), way=ConsentWay.STAFF, actor=None)


def replaced_text(cast: Cast) -> TextVersion:
    """A version of a page that another one has replaced."""
    older = version_in_force(PageSlug.IMPRINT)
    publish_text(slug=PageSlug.IMPRINT, title="Impressum", body=f"Wir, {older.number + 1}.", actor=None)
    return older


def own_cluster(cast: Cast) -> Cluster:
    """A further cluster in which the staff of the cast work."""
    cluster = ClusterFactory()
    cluster.staff.add(cast.people["staff"])
    return cluster


def unknown_word(cast: Cast) -> UnknownWord:
    """A word of the own firm that maps to nothing."""
    number = UnknownWord.objects.count()
    return UnknownWord.objects.create(company=cast.own, word=f"zwirbel{number}", surface=f"Zwirbel{number}")


def ignored_word() -> IgnoredWord:
    """A word that staff pass over."""
    number = IgnoredWord.objects.count()
    return IgnoredWord.objects.create(text=f"Wort{number}", folded=f"wort{number}")


def returned_file(cast: Cast) -> ImportBatch:
    """A file of the first cluster with a clean row and one to correct."""
    batch = ImportBatchFactory(cluster=cast.cluster)
    ImportRowFactory(batch=batch)
    ImportRowFactory(batch=batch, action=RowAction.REJECTED, needs_correction=True)
    return batch


def open_demand(cast: Cast) -> Demand:
    """What the own firm looks for: one step with a material, and a firm found for it."""
    demand = DemandFactory(company=cast.own, cluster=cast.cluster, is_open=True)
    DemandCriterionFactory(demand=demand, step=DemandStepFactory(demand=demand))
    StoredMatchFactory(demand=demand, company=cast.other)
    return demand


def handed_in(cast: Cast) -> Submission:
    """Answers that wait for the staff of the first cluster."""
    submission = SubmissionFactory(cluster=cast.cluster, submitted=True)
    submission.files.add(StoredFileFactory())
    return submission


def older_version(cast: Cast) -> ProfileVersion:
    """A version of the own firm's profile."""
    return ProfileVersion.objects.create(company=cast.own, data={"name": "Früher GmbH"}, reason="Probe")


def running_campaign(cast: Cast) -> Campaign:
    """A campaign that has written to one firm."""
    campaign = CampaignFactory(cluster=cast.cluster)
    DeliveryFactory(sending=SendingFactory(campaign=campaign))
    return campaign


MAKERS: dict[type[Model], Callable[[Cast], Model]] = {
    AccessRequest: lambda cast: AccessRequestFactory(cluster=cast.cluster, is_waiting=True),
    Company: lambda cast: CompanyFactory(cluster=cast.cluster),
    Capability: lambda cast: CapabilityFactory(company=cast.own),
    Cluster: lambda cast: own_cluster(cast),
    Consent: lambda cast: given_consent(cast),
    CompanyUser: lambda cast: CompanyUserFactory(company=cast.own),
    User: lambda cast: UserFactory(),
    Group: lambda cast: Group.objects.create(name=f"Gruppe {Group.objects.count()}"),
    Page: changed_page,
    TextVersion: replaced_text,
    UnknownWord: lambda cast: unknown_word(cast),
    Process: lambda cast: ProcessFactory(),
    Material: lambda cast: MaterialFactory(),
    Certificate: lambda cast: CertificateFactory(),
    Industry: lambda cast: IndustryFactory(),
    Place: lambda cast: PlaceFactory(),
    IgnoredWord: lambda cast: ignored_word(),
    ImportBatch: returned_file,
    Mail: lambda cast: MailFactory(),
    Address: lambda cast: AddressFactory(),
    JobRun: lambda cast: JobRunFactory(),
    Campaign: lambda cast: running_campaign(cast),
    Invitation: lambda cast: running_campaign(cast).invitations.get(),
    Registration: lambda cast: RegistrationFactory(cluster=cast.cluster, verified=True, name=cast.own.name),
    ConfirmationRound: lambda cast: ConfirmationRoundFactory(company=CompanyFactory(cluster=cast.cluster)),
    Submission: handed_in,
    ProfileVersion: older_version,
    Demand: open_demand,
    DataRequest: lambda cast: DataRequestFactory(cluster=cast.cluster, identified_by=Identification.EMAIL),
}


def sample_of(model: type[Model], cast: Cast) -> Model:
    """A new object of the model, within the first cluster of the cast where it belongs to one."""
    return MAKERS[model](cast)
