"""Returned questionnaires and submissions."""

import factory
from django.utils import timezone

from companies.enums import FileKind, FileType
from companies.models import StoredFile
from profiles.enums import Layout, Outcome, RowAction, SubmissionSource, SubmissionState
from profiles.models import ImportBatch, ImportRow, Submission
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
