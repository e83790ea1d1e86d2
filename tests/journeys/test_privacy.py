"""A person looks at what is stored, takes it away and goes; staff answer a request about a whole firm."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from companies.domain.demo import PASSWORD
from companies.domain.profile import save_profile
from companies.domain.profile_data import ContactData, ProfileData
from companies.enums import CompanyRole
from companies.models import Cluster, Company, CompanyUser
from tests.journeys.conftest import sign_in
from tests.journeys.test_inviting import for_the_site
from tests.journeys.test_people import NARROW, looked_at
from tests.journeys.test_taking_returns_in import found_by_axe as problems_on

STEWARD = "lotse@demo.example"
LEAVING, STAYING = "abschied@glimmer.example", "inhaberin@glimmer.example"
FIRM = "Glimmerschleiferei Abschied e. K."


def the_firm() -> None:
    """A firm with an owner who stays and an editor who leaves; stored once."""
    if User.objects.filter(email=STAYING).exists():
        return
    data = ProfileData(
        name=FIRM,
        legal_form="e. K.",
        postcode="67655",
        town="Kaiserslautern",
        core_competences="Wir schleifen Glimmer.",
        contacts=(ContactData(name="Gerd Abschied", email=LEAVING, consent_public=True),),
    )
    change = save_profile(data=data, actor=None, cluster=Cluster.objects.earliest("pk"), source="Interview")
    company = Company.objects.get(pk=change.company_id)
    for email, name, role in (
        (LEAVING, "Gerd", CompanyRole.EDITOR),
        (STAYING, "Inge", CompanyRole.OWNER),
    ):
        user = User.objects.create_user(email, PASSWORD, first_name=name, last_name="Abschied")
        CompanyUser.objects.create(user=user, company=company, role=role)


def test_a_person_takes_everything_away_and_goes_on_a_phone(
    visitor: Callable[..., Page], provoked: list[str]
) -> None:
    for_the_site(the_firm)
    found: list[str] = []
    phone = visitor(viewport=NARROW)
    sign_in(phone, LEAVING)
    phone.goto("/konto/sicherheit/")
    phone.get_by_role("link", name="Was über Sie gespeichert ist").click()
    expect(phone.get_by_role("heading", name="Meine Daten", exact=True)).to_be_visible()
    looked_at(phone, found)
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="Zum Lesen (PDF)").click()
    assert taken.value.suggested_filename.startswith("auskunft-gerd-abschied-")
    phone.get_by_role("link", name="Meine Daten löschen").click()
    looked_at(phone, found)
    phone.get_by_role("button", name="Vorschau ansehen").click()
    expect(phone.get_by_text("Eintrag als Ansprechperson: 1", exact=True)).to_be_visible()
    looked_at(phone, found)
    phone.get_by_label("Zur Bestätigung").fill("etwas anderes")
    phone.get_by_role("button", name="Endgültig löschen").click()
    expect(phone.get_by_role("alert")).to_contain_text("Das stimmt nicht überein.")
    looked_at(phone, found)
    phone.get_by_label("Zur Bestätigung").fill(LEAVING)
    phone.get_by_role("button", name="Endgültig löschen").click()
    expect(phone.get_by_role("heading", name="Ihre Daten sind gelöscht")).to_be_visible()
    looked_at(phone, found)
    phone.goto("/konto/daten/")
    assert "/konto/anmelden/" in phone.url
    assert [each for each in found if each] == []


def test_an_owner_asks_and_the_staff_erase_the_firm(
    visitor: Callable[..., Page], provoked: list[str]
) -> None:
    for_the_site(the_firm)
    found: list[str] = []
    owner = visitor(viewport=NARROW)
    sign_in(owner, STAYING)
    owner.goto("/konto/daten/")
    owner.get_by_role("link", name=f"Daten von {FIRM}").click()
    expect(owner.get_by_text("wird von einer Person")).to_be_visible()
    looked_at(owner, found)
    owner.get_by_role("link", name="Löschung beantragen").click()
    owner.get_by_label("Nachricht an die Wirtschaftsförderung").fill("Wir schließen den Betrieb.")
    looked_at(owner, found)
    owner.get_by_role("button", name="Löschung beantragen").click()
    expect(owner.locator("div[role=status]")).to_contain_text("Ihr Antrag ist bei der Wirtschaftsförderung.")
    desk = visitor()
    sign_in(desk, STEWARD)
    desk.goto("/admin/privacy/datarequest/")
    desk.locator("#result_list tr", has_text=FIRM).get_by_role("link").first.click()
    found += problems_on(desk)
    desk.get_by_role("link", name="Daten löschen").click()
    found += problems_on(desk)
    desk.get_by_role("button", name="Vorschau ansehen").click()
    expect(desk.get_by_text("Unternehmen: 1", exact=True)).to_be_visible()
    found += problems_on(desk)
    desk.get_by_label("Zur Bestätigung").fill(FIRM)
    desk.get_by_role("button", name="Endgültig löschen").click()
    expect(desk.locator(".messagelist")).to_contain_text("Gelöscht. Der Antrag Nr.")
    owner.goto("/konto/daten/")
    assert "/konto/anmelden/" in owner.url
    assert [each for each in found if each] == []
