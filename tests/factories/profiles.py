"""Returned questionnaires and submissions."""

import factory
from django.utils import timezone

from companies.enums import FileKind, FileType
from companies.models import StoredFile
from profiles.enums import (
    Layout,
    Outcome,
    RegistrationState,
    RowAction,
    SendingKind,
    SendingWay,
    SubmissionSource,
    SubmissionState,
)
from profiles.models import (
    Campaign,
    ConfirmationRound,
    Delivery,
    ImportBatch,
    ImportRow,
    Invitation,
    Registration,
    Sending,
    Submission,
)
from tests.factories.companies import ClusterFactory, CompanyFactory


class ImportBatchFactory(factory.django.DjangoModelFactory):
    """A list that waits; it has no rows by itself."""

    class Meta:
        model = ImportBatch

    cluster = factory.SubFactory(ClusterFactory)
    file_name = factory.Sequence(lambda n: f"rueckmeldungen-{n}.csv")
    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    content = b"Firmenname;PLZ\nNeu GmbH;67655\n"
    outcome = Outcome.IMPORT
    layout = Layout.TABLE
    headers = ["Firmenname", "PLZ"]


class ImportRowFactory(factory.django.DjangoModelFactory):
    """A row with a new firm, ready to be taken over."""

    class Meta:
        model = ImportRow

    batch = factory.SubFactory(ImportBatchFactory)
    position = factory.Sequence(lambda n: n + 1)
    row = factory.SelfAttribute("position")
    raw = factory.LazyAttribute(lambda row: [row.fields["name"], "67655"])
    fields = factory.Sequence(lambda n: {"name": f"Neu {n} GmbH", "postcode": "67655"})
    action = RowAction.NEW


class StoredFileFactory(factory.django.DjangoModelFactory):
    """A certificate as PDF; the content is no real document."""

    class Meta:
        model = StoredFile

    kind = FileKind.CERTIFICATE
    content_type = FileType.PDF
    file_name = "iso9001.pdf"
    content = b"%PDF-1.7\n%%EOF\n"
    size = 15


class SubmissionFactory(factory.django.DjangoModelFactory):
    """A draft of a firm in its cluster; `submitted=True` hands it in."""

    class Meta:
        model = Submission

    class Params:
        submitted = factory.Trait(
            state=SubmissionState.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now)
        )

    cluster = factory.SubFactory(ClusterFactory)
    company = factory.LazyAttribute(lambda row: CompanyFactory(cluster=row.cluster))
    source = SubmissionSource.FORM
    base = factory.LazyAttribute(lambda row: {"name": row.company.name} if row.company else {})
    answers = factory.LazyAttribute(lambda row: {"name": "Neu GmbH", **row.base, "phone": "0631 1234"})


class CampaignFactory(factory.django.DjangoModelFactory):
    """A campaign in preparation, without firms."""

    class Meta:
        model = Campaign

    cluster = factory.SubFactory(ClusterFactory)
    name = factory.Sequence(lambda n: f"Aktion {n}")
    message = "wir bitten Sie um drei Antworten."


class InvitationFactory(factory.django.DjangoModelFactory):
    """A firm that is not in the directory; give `company` and `name` for one that is."""

    class Meta:
        model = Invitation

    campaign = factory.SubFactory(CampaignFactory)
    name = factory.Sequence(lambda n: f"Neue Firma {n} GmbH")
    email = factory.Sequence(lambda n: f"firma{n}@neu.example")


class SendingFactory(factory.django.DjangoModelFactory):
    """The first sending of a campaign, by mail."""

    class Meta:
        model = Sending

    campaign = factory.SubFactory(CampaignFactory)
    number = 1
    kind = SendingKind.INVITATION
    way = SendingWay.MAIL
    made_at = factory.LazyFunction(timezone.now)


class DeliveryFactory(factory.django.DjangoModelFactory):
    """An invitation that went out with the first sending."""

    class Meta:
        model = Delivery

    sending = factory.SubFactory(SendingFactory)
    invitation = factory.LazyAttribute(lambda row: InvitationFactory(campaign=row.sending.campaign))
    email = factory.LazyAttribute(lambda row: row.invitation.email)


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A firm that misses itself; `verified=True`: its address is."""

    class Meta:
        model = Registration

    class Params:
        verified = factory.Trait(
            state=RegistrationState.VERIFIED, verified_at=factory.LazyFunction(timezone.now)
        )

    cluster = factory.SubFactory(ClusterFactory)
    name = factory.Sequence(lambda n: f"Fehlende {n} GmbH")
    postcode = "66849"
    town = "Landstuhl"
    person = "Erika Beispiel"
    email = factory.Sequence(lambda n: f"fehlt{n}@neu.example")


class ConfirmationRoundFactory(factory.django.DjangoModelFactory):
    """A firm that was asked three times and has not answered."""

    class Meta:
        model = ConfirmationRound

    company = factory.SubFactory(CompanyFactory)
    started_at = factory.LazyFunction(timezone.now)
    asked = 3
    asked_at = factory.LazyFunction(timezone.now)
