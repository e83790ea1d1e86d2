"""People of two clusters for tests of pages."""

from dataclasses import dataclass

from django.test import Client

from accounts.models import User
from companies.models import Cluster, Company
from tests.factories import ClusterFactory, CompanyFactory, CompanyUserFactory, SiteFactory


@dataclass
class Buyer:
    """A signed-in person of a member firm in Kaiserslautern."""

    user: User
    client: Client
    cluster: Cluster
    company: Company


def make_buyer(name: str = "Einkauf Beispiel AG") -> Buyer:
    """Store a cluster with one member firm and sign its owner in."""
    cluster = ClusterFactory(name="Metall-Cluster")
    company = CompanyFactory(name=name, cluster=cluster)
    SiteFactory(
        company=company, municipality="Kaiserslautern", postcode="67655", latitude=49.444, longitude=7.769
    )
    user = CompanyUserFactory(company=company).user
    client = Client()
    client.force_login(user)
    return Buyer(user, client, cluster, company)


def text_of(response: object) -> str:
    """Return the visible words of a page with single blanks, for exact comparisons."""
    import html
    import re

    content = response.content.decode()  # type: ignore[attr-defined]
    main = content[content.index("<main") : content.index("</main>")]
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|svg).*?</\1>", " ", main, flags=re.S))
    return " ".join(html.unescape(words).split())
