"""Entering a demand as a browser without JavaScript does it, and what htmx gets while somebody types."""

import re
from html import unescape

import pytest
from django.test import Client

from matching.domain.reading import Proposal
from matching.domain.wanted import Wanted
from matching.enums import Attribute, DemandState, Importance, Visibility
from matching.models import Demand
from matching.views.entry_page import Entry, EntryForms
from tests.companies.pages_helpers import text_of
from tests.factories import CompanyUserFactory

NEED = "Wir suchen Laserzuschnitte aus 1.4301 für 200 Gehäuse, EN 1090 ist Pflicht, Lieferung nach Landstuhl"
NEW = "/bedarfe/neu/"


@pytest.fixture
def owner(world):
    client = Client()
    client.force_login(world.owner)
    return client


def fields_of(response) -> dict[str, str]:
    """The fields of the entry form as a browser would send them back."""
    page = response.content.decode()
    sent: dict[str, str] = {}
    form = page[page.index('id="bedarf"') :] if 'id="bedarf"' in page else page
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if attributes.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if name := attributes.get("name"):
            sent[name] = unescape(attributes.get("value", "on" if attributes["type"] == "checkbox" else ""))
    for name, content in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', content) or re.search(
            r'<option value="([^"]*)"', content
        )
        sent[name] = chosen[1] if chosen else ""
    for name, content in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        sent[name] = unescape(content)
    sent.pop("weitere", None)
    return sent


def rows(sent: dict[str, str], prefix: str, field: str) -> list[str]:
    return [value for name, value in sorted(sent.items()) if re.fullmatch(rf"{prefix}-\d+-{field}", name)]


def row_with(sent: dict[str, str], node: str) -> str:
    """The prefix of the row that asks for the entry."""
    name = next(name for name, value in sent.items() if value == node and name.endswith("-node"))
    return name.removesuffix("-node")


def test_text_is_understood_confirmed_and_opened(world, owner):
    sent = fields_of(owner.get(NEW)) | {"text": NEED}
    understood = owner.post(NEW, sent | {"aktion": "verstehen"})
    assert Demand.objects.count() == 0
    sent = fields_of(understood)
    assert rows(sent, "schritt", "process") == ["Laserschneiden"]
    assert rows(sent, "kriterium", "node") == ["1.4301", "EN 1090"]
    assert (sent["place"], sent["title"]) == ("Landstuhl", "Laserschneiden (1.4301)")
    assert "<mark>Laserzuschnitte</mark>" in understood.content.decode()
    opened = owner.post(NEW, sent | {"aktion": "oeffnen"}, follow=True)
    demand = Demand.objects.get()
    assert opened.redirect_chain == [(f"/bedarfe/{demand.reference}/", 302)]
    assert (demand.state, demand.text, demand.place.key) == (DemandState.OPEN, NEED, "66849-landstuhl")
    assert [step.process.key for step in demand.steps.all()] == ["laserschneiden"]
    stored = {(row.attribute, row.importance) for row in demand.criteria.all()}
    assert (Attribute.CERTIFICATE, Importance.HARD) in stored
    assert "Lasertechnik Nord GmbH" in text_of(opened)
    assert demand.history.latest().history_user == world.owner


def test_what_was_not_seen_is_not_applied(world, owner):
    sent = fields_of(owner.get(NEW)) | {"text": NEED, "title": "Gehäuse"}
    answer = owner.post(NEW, sent | {"aktion": "oeffnen"})
    assert "Bitte prüfen Sie, was wir jetzt verstanden haben." in text_of(answer)
    assert Demand.objects.count() == 0
    owner.post(NEW, fields_of(answer) | {"aktion": "oeffnen"})
    assert Demand.objects.get().title == "Gehäuse"


def test_the_person_corrects_adds_and_takes_out(world, owner):
    sent = fields_of(owner.post(NEW, {"text": NEED, "aktion": "verstehen"}))
    certificate = row_with(sent, "EN 1090")
    material = row_with(sent, "1.4301")
    sent |= {f"{certificate}-level": "exc2", f"{certificate}-importance": "WISH", f"{material}-out": "on"}
    sent = fields_of(owner.post(NEW, sent | {"aktion": "weitere", "weitere": "PROCESS"}))
    empty = next(name for name, value in sent.items() if name.endswith("-process") and not value)
    sent = fields_of(owner.post(NEW, sent | {empty: "Schweissen", "aktion": "weitere", "weitere": "WEIGHT"}))
    weight = next(name for name, value in sent.items() if name.endswith("-weight_kg"))
    owner.post(NEW, sent | {weight: "1.200,5", "aktion": "speichern"})
    demand = Demand.objects.get()
    assert demand.state == DemandState.DRAFT
    assert [step.process.key for step in demand.steps.all()] == ["laserschneiden", "schweissen"]
    assert {(c.attribute, c.level, c.weight_kg, c.importance) for c in demand.criteria.all()} == {
        ("BATCH", "", None, "WISH"),
        ("CERTIFICATE", "EXC2", None, "WISH"),
        ("WEIGHT", "", 1200.5, "HARD"),
    }


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(world, owner):
    sent = fields_of(owner.post(NEW, {"text": NEED, "aktion": "verstehen"}))
    process = next(name for name in sent if name.endswith("-process"))
    certificate = row_with(sent, "EN 1090")
    sent |= {
        **{process: "Zwirbeln", f"{certificate}-level": "EXC9", "title": "", "place": "Nirgendwo"},
        **{"radius_km": "viel", "radius_hard": "on", "expires_on": "1999-01-01", "needed_by": "31.02.2026"},
    }
    answer = owner.post(NEW, sent | {"aktion": "oeffnen"})
    page = text_of(answer)
    for sentence in (
        "Titel: Bitte geben Sie dem Bedarf einen Titel.",
        "Lieferort: Den Ort „Nirgendwo“ kennen wir nicht.",
        "Umkreis in km: Bitte schreiben Sie eine Zahl, zum Beispiel 1.200 oder 0,8.",
        "Verfahren: „Zwirbeln“ ist nicht eindeutig oder nicht bekannt.",
        "Stufe: Diese Stufe gibt es nicht. Möglich: EXC1, EXC2, EXC3, EXC4.",
        "Bedarf läuft ab am: Bitte wählen Sie einen Tag ab heute und innerhalb eines Jahres.",
    ):
        assert sentence in page
    again = fields_of(answer)
    assert (again[process], again["place"], again["radius_km"]) == ("Zwirbeln", "Nirgendwo", "viel")
    assert Demand.objects.count() == 0


def test_htmx_gets_the_understanding_alone(world, owner):
    answer = owner.post(NEW, {"text": NEED, "aktion": "verstehen"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<!DOCTYPE" not in page
    assert 'name="schritt-0-process" value="Laserschneiden"' in page
    assert "Verstanden: 1 Arbeitsschritte" in page


def test_questions_are_asked_and_may_stay_open(world, owner):
    answer = owner.post(NEW, {"text": "Hallo", "title": "Hallo", "aktion": "verstehen"})
    assert "Das würde die Suche genauer machen" in text_of(answer)
    assert "Welche Arbeit soll gemacht werden?" in text_of(answer)
    owner.post(NEW, fields_of(answer) | {"aktion": "speichern"})
    assert Demand.objects.get().steps.count() == 0


def test_a_question_comes_with_an_empty_row(world, rf):
    request = rf.get(NEW)
    request.user = world.owner
    entry = Entry.empty()
    asked = {Attribute.MATERIAL: "Welcher Werkstoff?", Attribute.DISTANCE: "Wohin?"}
    entry.proposal = Proposal(Wanted(), asked)
    (question, row), (other, nothing) = EntryForms(request, entry).questions
    assert (question, row.prefix, row.attribute) == ("Welcher Werkstoff?", "kriterium-0", Attribute.MATERIAL)
    assert (other, nothing) == ("Wohin?", None)


def test_from_a_search_with_everything_that_was_ticked(world, owner):
    found = owner.get("/suche/?q=Laserzuschnitte&werkstoff=1-4301&um=66849-landstuhl&umkreis=50")
    assert "Als Bedarf einstellen" in text_of(found)
    address = re.search(r'href="(/bedarfe/neu/\?[^"]*)"', found.content.decode())
    sent = fields_of(owner.get(unescape(address[1])))
    assert rows(sent, "schritt", "process") == ["Laserschneiden"]
    assert "1.4301" in rows(sent, "kriterium", "node")
    assert (sent["place"], sent["radius_km"], sent["text"]) == ("Landstuhl", "50", "Laserzuschnitte")


def test_what_was_left_out_of_a_search_stays_out(world, owner):
    sent = fields_of(owner.get(f"{NEW}?q=Laserschneiden,+H%C3%A4rten&ohne=process:haerten"))
    assert rows(sent, "schritt", "process") == ["Laserschneiden"]


def test_editing_starts_with_what_was_confirmed(world, owner):
    sent = fields_of(owner.post(NEW, {"text": NEED, "aktion": "verstehen"}))
    owner.post(NEW, sent | {"aktion": "oeffnen"})
    demand = Demand.objects.get()
    address = f"/bedarfe/{demand.reference}/bearbeiten/"
    sent = fields_of(owner.get(address))
    assert rows(sent, "schritt", "process") == ["Laserschneiden"]
    before = demand.criteria.count()
    owner.post(address, sent | {"title": "Anders", "visibility": Visibility.MATCHED, "aktion": "speichern"})
    demand.refresh_from_db()
    assert (demand.title, demand.visibility, demand.state) == ("Anders", Visibility.MATCHED, DemandState.OPEN)
    assert demand.criteria.count() == before


def test_what_was_awarded_can_only_be_looked_at(world, owner):
    demand = Demand.objects.create(
        cluster=world.cluster, company=world.seeker, title="Alt", state=DemandState.CLOSED
    )
    answer = owner.get(f"/bedarfe/{demand.reference}/bearbeiten/", follow=True)
    assert "Dieser Bedarf ist geschlossen und bleibt, wie er war." in answer.content.decode()


def test_staff_enter_on_behalf_of_a_firm(world):
    client = Client()
    client.force_login(world.staff)
    sent = fields_of(client.get(f"{NEW}?firma={world.welder.slug}"))
    assert sent["company"] == "Schweißerei Süd KG"
    sent = fields_of(client.post(NEW, sent | {"text": NEED, "aktion": "verstehen"}))
    wrong = client.post(NEW, sent | {"company": "Unbekannt GmbH", "aktion": "oeffnen"})
    assert "„Unbekannt GmbH“ ist kein Unternehmen, für das Sie einen Bedarf einstellen können." in text_of(
        wrong
    )
    client.post(NEW, sent | {"aktion": "oeffnen"})
    demand = Demand.objects.get()
    assert (demand.company, demand.created_by, demand.cluster) == (world.welder, world.staff, world.cluster)


def test_a_person_of_two_firms_says_which(world, owner):
    CompanyUserFactory(user=world.owner, company=world.welder)
    sent = fields_of(owner.post(NEW, {"text": NEED, "aktion": "verstehen"}))
    assert "company" in sent
    owner.post(NEW, sent | {"company": "schweisserei süd", "aktion": "speichern"})
    assert Demand.objects.get().company == world.welder


def test_an_anonymous_text_that_names_the_firm_is_refused(world, owner):
    text = f"{NEED}. Einkauf Beispiel AG"
    sent = fields_of(owner.post(NEW, {"text": text, "aktion": "verstehen"}))
    answer = owner.post(NEW, sent | {"visibility": Visibility.ANONYMOUS, "aktion": "oeffnen"})
    assert "Im Text steht „Einkauf Beispiel AG“." in text_of(answer)
    assert Demand.objects.count() == 0
