"""Two entries of one firm become one: whoever asked about the data of both is owed two answers."""

from companies.domain.merging import merge_companies, preview_merge
from privacy.enums import RequestKind
from privacy.models import DataRequest
from tests.factories import ClusterFactory, CompanyFactory, DataRequestFactory, UserFactory
from tests.factories.vocabulary import make_vocabulary


def test_a_request_about_either_entry_stays_open(db):
    make_vocabulary()
    cluster, person = ClusterFactory(), UserFactory()
    keep, other = CompanyFactory(cluster=cluster), CompanyFactory(cluster=cluster)
    for company in (keep, other):
        DataRequestFactory(cluster=cluster, company=company, user=person)
    DataRequestFactory(cluster=cluster, company=other, user=person, kind=RequestKind.ERASURE)
    (move,) = [
        row
        for row in preview_merge(keep=keep, other=other).moves
        if row.outcomes and row.label.startswith("Antr")
    ]
    assert (move.moved, move.doubled) == (1, 1)
    merge_companies(keep=keep, other=other, actor=None)
    stored = DataRequest.objects.open().order_by("pk").values_list("company", "kind")
    assert list(stored) == [
        (keep.pk, RequestKind.ACCESS),
        (other.pk, RequestKind.ACCESS),
        (keep.pk, RequestKind.ERASURE),
    ]
