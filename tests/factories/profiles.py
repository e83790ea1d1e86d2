"""Returned questionnaires."""

import factory

from profiles.enums import Layout, Outcome, RowAction
from profiles.models import ImportBatch, ImportRow
from tests.factories.companies import ClusterFactory


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
