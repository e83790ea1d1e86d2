"""The home page before and after sign-in, and the gallery."""

import pytest

from tests.companies.pages_helpers import make_buyer, text_of
from tests.factories import CapabilityFactory, ProcessFactory, SuperuserFactory

pytestmark = pytest.mark.django_db


def test_a_stranger_reads_what_this_is_and_finds_the_sign_in(client) -> None:
    response = client.get("/")
    assert text_of(response).startswith("Wer in der Region kann diese Arbeit? Das Lieferantenverzeichnis")
    assert '<a class="btn btn-primary" href="/konto/anmelden/">Anmelden</a>' in response.content.decode()


def test_whoever_is_signed_in_can_ask_at_once() -> None:
    words = text_of(make_buyer().client.get("/"))
    assert words.startswith("Was brauchen Sie? Was brauchen Sie? Suchen Zum Beispiel:")


def test_own_wishes_become_searches() -> None:
    buyer = make_buyer()
    CapabilityFactory(
        company=buyer.company, process=ProcessFactory(key="verzinken", name_de="Verzinken"), sought=True
    )
    content = buyer.client.get("/").content.decode()
    assert '<a class="chip" href="/suche/?verfahren=verzinken">Verzinken</a>' in content


def test_the_gallery_is_for_staff_only(client) -> None:
    buyer = make_buyer()
    assert buyer.client.get("/bausteine/").status_code == 404
    client.force_login(SuperuserFactory())
    response = client.get("/bausteine/")
    assert text_of(response).startswith("Bausteine Alle wiederkehrenden Teile")


def test_every_component_is_in_the_gallery_and_opens_with_what_it_takes(client, settings) -> None:
    client.force_login(SuperuserFactory())
    shown = {template.name for template in client.get("/bausteine/").templates}
    folder = settings.BASE_DIR / "templates" / "components"
    for path in folder.glob("*.html"):
        assert path.read_text(encoding="utf-8").startswith("{# ")
        assert f"components/{path.name}" in shown
