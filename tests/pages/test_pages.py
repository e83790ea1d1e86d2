"""The editable public texts."""

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from pages.domain.texts import initial_text, page_text, render_markdown, store_initial_texts
from pages.enums import PageSlug
from pages.models import Page
from tests.factories import SuperuserFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/impressum/", "Impressum"),
        ("/datenschutz/", "Datenschutz"),
        ("/barrierefreiheit/", "Barrierefreiheit"),
        ("/reihenfolge/", "Wie entsteht die Reihenfolge?"),
    ],
)
def test_public_texts_need_no_sign_in(client, address: str, title: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert f"<h1>{title}</h1>" in response.content.decode()


@pytest.mark.django_db
def test_what_staff_write_is_what_visitors_read(client) -> None:
    Page.objects.create(slug=PageSlug.IMPRINT, title="Anbieter", body="## Wer\n\n**Wir** <script>x</script>")
    content = client.get("/impressum/").content.decode()
    assert "<h1>Anbieter</h1>" in content
    assert "<h2>Wer</h2>\n<p><strong>Wir</strong> &lt;script&gt;x&lt;/script&gt;</p>" in content


@pytest.mark.django_db
def test_a_legal_page_is_there_even_without_a_row() -> None:
    page = page_text(PageSlug.PRIVACY)
    assert (page.pk, page.title, page.body) == (None, "Datenschutz", initial_text(PageSlug.PRIVACY))


@pytest.mark.django_db
def test_missing_pages_are_stored_and_written_ones_kept() -> None:
    Page.objects.create(slug=PageSlug.IMPRINT, title="Anbieter", body="Wir")
    out = io.StringIO()
    call_command("store_pages", stdout=out)
    call_command("store_pages", stdout=out)
    assert out.getvalue() == "3 pages stored\n0 pages stored\n"
    assert dict(Page.objects.values_list("slug", "body")) == {
        slug.value: "Wir" if slug == PageSlug.IMPRINT else initial_text(slug) for slug in PageSlug
    }


@pytest.mark.django_db
def test_only_the_known_pages_can_be_stored() -> None:
    with pytest.raises(IntegrityError, match="page_slug_known"):
        Page.objects.create(slug="unbekannt", title="x", body="x")


@given(st.text())
def test_no_text_becomes_an_element_of_its_own(text: str) -> None:
    html = render_markdown(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html


@pytest.mark.django_db
def test_staff_edit_but_neither_add_nor_delete(client) -> None:
    client.force_login(SuperuserFactory())
    store_initial_texts()
    page = Page.objects.get(slug=PageSlug.IMPRINT)
    assert client.get("/admin/pages/page/add/").status_code == 403
    assert client.get(f"/admin/pages/page/{page.pk}/delete/").status_code == 403
    client.post(f"/admin/pages/page/{page.pk}/change/", {"title": "Impressum", "body": "Neu"})
    page.refresh_from_db()
    assert page.body == "Neu"
    assert [entry.history_type for entry in page.history.all()] == ["~", "+"]
