"""A small stored directory for tests of bringing firms together."""

from companies.domain.publishing import index
from companies.models import Cluster, Company
from competences.models import Place, Process
from tests.factories import CapabilityFactory, CompanyFactory, ProcessFactory, SiteFactory
from tests.factories.vocabulary import make_vocabulary


def make_fields() -> None:
    """Store the vocabulary of the tests with its processes below a field of work, as the real one has them."""
    make_vocabulary()
    field = ProcessFactory(key="arbeitsgebiet", name_de="Arbeitsgebiet")
    own = ["schweissen", "haerten", "saegen", "zerspanen", "laserschneiden", "feuerverzinken"]
    Process.objects.filter(key__in=own).update(parent=field)


def make_firm(
    cluster: Cluster, name: str, offers=(), seeks=(), *, town: str = "66849-landstuhl", **values
) -> Company:
    """Store a published firm with a search row; `offers` and `seeks` are keys of processes."""
    company = CompanyFactory(name=name, cluster=cluster, **values)
    place = Place.objects.get(key=town)
    SiteFactory(
        company=company,
        place=place,
        postcode=place.postcode,
        municipality=place.name_de,
        latitude=place.latitude,
        longitude=place.longitude,
    )
    for key in offers:
        CapabilityFactory(company=company, process=Process.objects.get(key=key))
    for key in seeks:
        CapabilityFactory(company=company, process=Process.objects.get(key=key), sought=True)
    index(company)
    return company
