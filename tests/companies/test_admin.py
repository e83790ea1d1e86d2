"""The steward types, corrects, confirms, publishes, exports and merges firms."""

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from companies.enums import CapabilitySource, CompanyState, Depth, Relation
from companies.models import Company, SearchRow
from competences.models import Place, Process
from tests.factories import CompanyFactory, SiteFactory, StaffFactory, SuperuserFactory

pytestmark = pytest.mark.usefixtures("vocabulary")

LIST = reverse("admin:companies_company_changelist")
ADD = reverse("admin:companies_company_add")


@pytest.fixture
def steward(client, cluster):
    person = SuperuserFactory(email="lotse@agentur.example")
    cluster.staff.add(person)
    client.force_login(person)
    return client


def page_of(company):
    return reverse("admin:companies_company_change", args=[company.pk])


def filled(response, **typed):
    """What a browser would send for the form on a page, with what a person types into it."""
    data = {}
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    for part in [form, *(f for formset in formsets for f in (formset.management_form, *formset.forms))]:
        for field in part:
            value = field.value()
            if field.name in ("DELETE", "confirm_distinct") or value is None or value is False:
                continue
            if isinstance(value, datetime.date):
                value = f"{value:%d.%m.%Y}"
            data[field.html_name] = value
    data["languages"] = "Deutsch"
    return data | typed


def typed_up(steward, **typed):
    """Type up an interview and return the response."""
    return steward.post(ADD, filled(steward.get(ADD), **typed))


INTERVIEW = {
    "name": "Dreherei Muster GmbH",
    "kind": "SUPPLIER",
    "street": "Werkstraße 1",
    "postcode": "66849",
    "municipality": "Landstuhl",
    "core_text": "Drehteile bis Ø 200 mm",
    "sought_text": "Laserzuschnitte",
    "machines-0-type": "Kreissäge",
    "certificates-0-name": "DIN EN 1090-2 EXC2",
    "certificates-0-valid_until": "30.06.2027",
    "contacts-0-name": "Erika Beispiel",
    "notes-0-text": "Ruft lieber an.",
}


@pytest.fixture
def company(steward):
    response = typed_up(steward, **INTERVIEW, _continue="1")
    assert response.status_code == 302, response.context["errors"]
    return Company.objects.get(name="Dreherei Muster GmbH")


def test_an_interview_becomes_a_whole_firm(company, cluster):
    assert (company.state, company.slug) == (CompanyState.DRAFT, "dreherei-muster-gmbh")
    assert company.memberships.get().cluster == cluster
    assert company.sites.get().place.key == "66849-landstuhl"
    assert {(row.process.key, row.relation) for row in company.capabilities.all()} == {
        ("drehen", Relation.OFFERED),
        ("saegen", Relation.OFFERED),
        ("laserschneiden", Relation.SOUGHT),
    }
    certificate = company.certificates.get()
    assert (certificate.certificate.key, certificate.part, certificate.level) == ("en-1090", "-2", "EXC2")
    assert company.notes.get().author.email == "lotse@agentur.example"
    assert company.history.first().history_user.email == "lotse@agentur.example"
    assert SearchRow.objects.filter(removed=False).count() == 0


def test_save_and_publish_in_one_step(steward):
    typed_up(steward, **INTERVIEW, _publish="1")
    assert Company.objects.get().state == CompanyState.PUBLISHED
    assert SearchRow.objects.filter(removed=False).count() == 1


def test_the_page_shows_what_was_recognised_with_its_passage(steward, company):
    page = steward.get(page_of(company)).content.decode()
    assert "angeboten: Drehen" in page
    assert "gesucht: Laserschneiden" in page
    assert "Rundteile bis Ø 200 mm" in page
    assert "% vollständig; es fehlt: Telefon oder E-Mail" in page


def test_a_doubled_firm_is_stopped_until_the_person_confirms(steward, company):
    again = {**INTERVIEW, "name": "Dreherei Mustér KG"}
    response = typed_up(steward, **again)
    assert response.status_code == 200
    page = response.content.decode()
    assert f'<a href="{page_of(company)}">Dreherei Muster GmbH</a>, 66849 Landstuhl' in page
    assert "gleicher Name am selben Ort, nur anders geschrieben" in page
    assert Company.objects.count() == 1
    assert typed_up(steward, **again, confirm_distinct="on").status_code == 302
    assert Company.objects.count() == 2


def test_a_recognised_row_that_is_deleted_is_not_recognised_again(steward, company):
    response = steward.get(page_of(company))
    rows = response.context["inline_admin_formsets"][0].formset.forms
    number = next(i for i, form in enumerate(rows) if form.instance.process.key == "drehen")
    steward.post(page_of(company), filled(response, **{f"capabilities-{number}-DELETE": "on"}))
    assert company.capabilities.filter(process__key="drehen").count() == 0
    assert [node.key for node in company.excluded_processes.all()] == ["drehen"]
    steward.post(page_of(company), filled(steward.get(page_of(company)), still_excluded=[]))
    assert company.capabilities.filter(process__key="drehen").count() == 1


def test_a_corrected_depth_stays_when_the_text_changes(steward, company):
    response = steward.get(page_of(company))
    rows = response.context["inline_admin_formsets"][0].formset.forms
    number = next(i for i, form in enumerate(rows) if form.instance.process.key == "drehen")
    steward.post(page_of(company), filled(response, **{f"capabilities-{number}-depth": "VIA_PARTNER"}))
    steward.post(page_of(company), filled(steward.get(page_of(company)), core_text="Drehen, Fräsen"))
    row = company.capabilities.get(process__key="drehen")
    assert (row.depth, row.source) == (Depth.VIA_PARTNER, CapabilitySource.ENTERED)
    assert company.capabilities.get(process__key="fraesen").depth == Depth.CORE


def test_what_no_text_says_is_typed_in(steward, company):
    process = Process.objects.get(key="haerten")
    typed = {"capabilities-2-0-process": process.pk, "capabilities-2-0-relation": "SOUGHT"}
    steward.post(page_of(company), filled(steward.get(page_of(company)), **typed))
    row = company.capabilities.get(process=process)
    assert (row.relation, row.depth, row.source) == (Relation.SOUGHT, "", CapabilitySource.ENTERED)


def test_a_new_address_finds_its_place(steward, company):
    typed = {"postcode": "67655", "municipality": "Kaiserslautern"}
    steward.post(page_of(company), filled(steward.get(page_of(company)), **typed))
    assert company.sites.get().place.key == "67655-kaiserslautern"


def test_a_new_name_keeps_the_old_one(steward, company):
    steward.post(page_of(company), filled(steward.get(page_of(company)), name="Präzision Landstuhl GmbH"))
    company.refresh_from_db()
    assert company.slug == "praezision-landstuhl-gmbh"
    assert company.names.get().slug == "dreherei-muster-gmbh"


def act(client, action, *companies):
    return client.post(LIST, {"action": action, "_selected_action": [c.pk for c in companies]}, follow=True)


def test_quick_actions(steward, cluster):
    one, two = CompanyFactory(cluster=cluster, state="DRAFT"), CompanyFactory(cluster=cluster, state="DRAFT")
    page = act(steward, "publish_selected", one, two).content.decode()
    assert "2 Unternehmen veröffentlicht." in page
    assert SearchRow.objects.filter(removed=False).count() == 2
    act(steward, "confirm_today", one)
    assert list(Company.objects.filter(confirmed_at=timezone.localdate())) == [one]
    act(steward, "archive_selected", two)
    two.refresh_from_db()
    assert two.state == CompanyState.ARCHIVED
    assert SearchRow.objects.get(company=two).removed is True
    act(steward, "unpublish_selected", one)
    one.refresh_from_db()
    assert one.state == CompanyState.DRAFT


def test_text_is_read_again_after_the_vocabulary_changed(steward, cluster):
    company = CompanyFactory(cluster=cluster, core_text="Drehen")
    act(steward, "analyse_again", company)
    assert [row.process.key for row in company.capabilities.all()] == ["drehen"]


def test_selected_firms_as_excel(steward, cluster):
    one, _ = (
        CompanyFactory(name="Erste GmbH", cluster=cluster),
        CompanyFactory(name="Zweite GmbH", cluster=cluster),
    )
    response = act(steward, "export_selected", one)
    day = f"{timezone.localdate():%Y-%m-%d}"
    assert response["Content-Disposition"] == f'attachment; filename="unternehmen-{day}.xlsx"'
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Firmenname", "Erste GmbH"]


def test_merging_two_selected_entries(steward, cluster):
    keep = CompanyFactory(name="Müller Zerspanung GmbH", cluster=cluster)
    other = CompanyFactory(name="Mueller Zerspanung KG", cluster=cluster, phone="06371 1")
    SiteFactory(company=other)
    response = act(steward, "merge_selected", keep, other)
    assert "Zwei Einträge zusammenführen" in response.content.decode()
    address = reverse("admin:companies_company_merge", args=[keep.pk])
    page = steward.post(address, {"mit": other.pk, "nehmen": ["name"]}, follow=True).content.decode()
    assert "„Mueller Zerspanung KG“ ist in „Müller Zerspanung GmbH“ aufgegangen." in page
    keep.refresh_from_db()
    assert (keep.name, keep.phone, keep.sites.count()) == ("Mueller Zerspanung KG", "06371 1", 1)


def test_merging_needs_two(steward, cluster):
    page = act(steward, "merge_selected", CompanyFactory(cluster=cluster)).content.decode()
    assert "Bitte wählen Sie genau zwei Einträge aus" in page


def test_candidates_for_merging_are_offered(steward, cluster):
    keep = CompanyFactory(name="Müller Zerspanung GmbH", cluster=cluster)
    other = CompanyFactory(name="Mueller Zerspanung KG", cluster=cluster)
    page = steward.get(reverse("admin:companies_company_merge", args=[keep.pk])).content.decode()
    assert f"zusammenfuehren/?mit={other.pk}" in page


def test_search_and_filters(steward, cluster):
    found = CompanyFactory(name="Müller Zerspanung GmbH", cluster=cluster, confirmed_at=timezone.localdate())
    place = Place.objects.get(key="66849-landstuhl")
    SiteFactory(company=found, place=place)
    CompanyFactory(name="Andere GmbH", cluster=cluster, kind="", email="a@b.example")

    def shown(query):
        return [company.name for company in steward.get(f"{LIST}?{query}").context["cl"].result_list]

    assert shown("q=mueller") == [found.name]
    assert shown("aktualitaet=FRESH") == [found.name]
    assert shown("aktualitaet=NEVER") == ["Andere GmbH"]
    assert shown("email=ja") == ["Andere GmbH"]
    assert shown("kind__exact=SUPPLIER") == [found.name]
    assert shown("vollstaendig=ganz") == []
    assert shown("vollstaendig=wenig") == ["Andere GmbH", found.name]
    assert shown("kreis=kreis-kaiserslautern") == [found.name]


def test_firms_of_another_cluster_do_not_exist(client, cluster):
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="Verzeichnis")
    group.permissions.set(Permission.objects.filter(content_type__app_label="companies"))
    client.force_login(StaffFactory(clusters=[cluster], groups=[group]))
    own, far = CompanyFactory(cluster=cluster), CompanyFactory()
    assert list(client.get(LIST).context["cl"].result_list) == [own]
    assert client.get(page_of(own)).status_code == 200
    assert client.get(page_of(far)).status_code == 302
    merge = reverse("admin:companies_company_merge", args=[own.pk])
    assert client.get(f"{merge}?mit={far.pk}").status_code == 404
    assert client.post(merge, {"mit": far.pk}).status_code == 404
    assert client.get(f"{merge}?mit=x").status_code == 404


def test_the_list_costs_the_same_with_one_and_three_firms(steward, cluster, django_assert_num_queries):
    CompanyFactory(cluster=cluster)
    steward.get(LIST)
    with django_assert_num_queries(8):
        steward.get(LIST)
    CompanyFactory(cluster=cluster)
    CompanyFactory(cluster=cluster)
    with django_assert_num_queries(8):
        steward.get(LIST)


def test_the_page_costs_the_same_however_many_capabilities(steward, company, django_assert_num_queries):
    steward.get(page_of(company))
    with django_assert_num_queries(24):
        steward.get(page_of(company))
    Company.objects.filter(pk=company.pk).update(core_text="Drehen, Fräsen, Härten, WIG-Schweißen, Sägen")
    act(steward, "analyse_again", company)
    assert company.capabilities.count() == 6
    with django_assert_num_queries(24):
        steward.get(page_of(company))


def test_limits_are_corrected_on_their_own_page(steward, company):
    row = company.capabilities.get(process__key="drehen")
    address = reverse("admin:companies_capability_change", args=[row.pk])
    response = steward.get(address)
    steward.post(address, filled(response, **{"limits-0-diameter_mm": "320"}))
    row.refresh_from_db()
    assert (row.limits.get().diameter_mm, row.source) == (320, CapabilitySource.ENTERED)
