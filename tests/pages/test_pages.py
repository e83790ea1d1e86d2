"""The editable public texts."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from pages.domain import texts
from pages.domain.editing import publish_text, restore_text, store_initial_texts, version_in_force
from pages.domain.texts import initial_text, open_places, page_text, render_markdown, whole_body
from pages.domain.word_diff import word_diff
from pages.enums import PageSlug
from pages.models import Page, TextVersion
from tests.factories import SuperuserFactory


def write(body: str, slug: PageSlug = PageSlug.IMPRINT) -> TextVersion:
    return publish_text(slug=slug, title="Anbieter", body=body, actor=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/impressum/", "Impressum"),
        ("/datenschutz/", "Datenschutz"),
        ("/barrierefreiheit/", "Barrierefreiheit"),
        ("/nutzungsregeln/", "Nutzungsregeln"),
        ("/reihenfolge/", "Wie entsteht die Reihenfolge?"),
    ],
)
def test_public_texts_need_no_sign_in(client, address: str, title: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert f"<h1>{title}</h1>" in response.content.decode()


@pytest.mark.django_db
def test_what_staff_write_is_what_visitors_read(client) -> None:
    version = write("## Wer\r\n\r\n**Wir** <script>x</script>")
    content = client.get("/impressum/").content.decode()
    assert "<h1>Anbieter</h1>" in content
    assert f"Stand: {timezone.localdate(version.in_force_since):%d.%m.%Y}" in content
    assert "<h2>Wer</h2>\n<p><strong>Wir</strong> &lt;script&gt;x&lt;/script&gt;</p>" in content


@pytest.mark.django_db
def test_a_legal_page_is_there_even_without_a_row() -> None:
    page = page_text(PageSlug.PRIVACY)
    assert (page.pk, page.title, page.body) == (None, "Datenschutz", initial_text(PageSlug.PRIVACY))


@pytest.mark.django_db
def test_missing_pages_are_stored_and_written_ones_kept() -> None:
    write("Wir")
    out = io.StringIO()
    call_command("store_pages", stdout=out)
    call_command("store_pages", stdout=out)
    assert out.getvalue() == "6 pages stored\n0 pages stored\n"
    assert dict(TextVersion.objects.values_list("page__slug", "body")) == {
        slug.value: "Wir" if slug == PageSlug.IMPRINT else initial_text(slug) for slug in PageSlug
    }


@pytest.mark.django_db
def test_a_newer_text_that_comes_with_the_product_replaces_only_what_nobody_edited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store_initial_texts()
    write("Von uns")
    monkeypatch.setattr("pages.domain.texts.initial_text", lambda slug: f"Neu: {slug}")
    assert store_initial_texts() == 6
    assert page_text(PageSlug.TERMS).body == "Neu: nutzungsregeln"
    assert page_text(PageSlug.TERMS).number == 2
    assert page_text(PageSlug.IMPRINT).body == "Von uns"


@pytest.mark.django_db
def test_only_the_known_pages_can_be_stored() -> None:
    with pytest.raises(IntegrityError, match="page_slug_known"):
        Page.objects.create(slug="unbekannt")


@given(st.text())
def test_no_text_becomes_an_element_of_its_own(text: str) -> None:
    html = render_markdown(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html


@pytest.mark.django_db
def test_the_text_of_a_version_never_changes() -> None:
    version = write("Wir")
    for change in ({"body": "Ihr"}, {"title": "Ihr"}, {"number": 7}, {"in_force_since": timezone.now()}):
        with pytest.raises(IntegrityError, match="text_version_never_changes"), transaction.atomic():
            TextVersion.objects.filter(pk=version.pk).update(**change)
    TextVersion.objects.filter(pk=version.pk).update(written_by=None)


@pytest.mark.django_db
def test_a_change_is_a_new_version_and_the_same_text_is_none() -> None:
    first, same, second = write("Wir"), write("Wir "), write("Ihr")
    assert (first.number, same.pk, second.number) == (1, first.pk, 2)
    assert page_text(PageSlug.IMPRINT) == second == version_in_force(PageSlug.IMPRINT)
    restored = restore_text(version=first, actor=None)
    assert (restored.number, restored.body, restored.reason) == (3, "Wir", "Wiederhergestellt: Fassung 1")


@pytest.mark.django_db
def test_who_started_from_an_older_version_is_told() -> None:
    write("Wir")
    write("Ihr")
    with pytest.raises(ValidationError, match="Inzwischen gilt Fassung 2"):
        publish_text(slug=PageSlug.IMPRINT, title="Anbieter", body="Sie", actor=None, expected=1)
    with pytest.raises(ValidationError, match="darf nicht leer"):
        publish_text(slug=PageSlug.IMPRINT, title="Anbieter", body=" ", actor=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (
            "Anfang\n\n## Fristen\n\nEigenes\n\n## Rechte\n\nEnde",
            "Anfang\n\n## Fristen\n\nEigenes\n\n| a |\n\n## Rechte\n\nEnde",
        ),
        ("Anfang\n\n## Fristen\n", "Anfang\n\n## Fristen\n\n| a |\n"),
        ("Anfang", "Anfang\n\n## Fristen\n\n| a |"),
    ],
)
def test_a_generated_part_stands_below_its_heading(
    body: str, whole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "_generated", {})
    texts.register_generated(PageSlug.PRIVACY, "Fristen", lambda: "| a |")
    version = TextVersion(page=Page(slug=PageSlug.PRIVACY), body=body)
    assert whole_body(version) == whole
    assert whole_body(TextVersion(page=Page(slug=PageSlug.IMPRINT), body=body)) == body


def test_a_table_is_set_as_one() -> None:
    assert '<table class="table text-table">' in render_markdown("| a | b |\n|---|---|\n| 1 | 2 |")


def test_what_is_still_to_be_filled_in() -> None:
    assert open_places("*[Name]*, [Ort] und [Verweis](/hier/)\n*[Telefon]*") == ["Name", "Ort", "Telefon"]
    assert open_places(initial_text(PageSlug.TERMS)) == []


@pytest.fixture
def superuser(client: Client, db: None) -> Client:
    client.force_login(SuperuserFactory())
    return client


def test_staff_edit_but_neither_add_nor_delete(superuser: Client) -> None:
    store_initial_texts()
    page = Page.objects.get(slug=PageSlug.IMPRINT)
    assert superuser.get("/admin/pages/page/add/").status_code == 403
    assert superuser.get(f"/admin/pages/page/{page.pk}/delete/").status_code == 403
    address = f"/admin/pages/page/{page.pk}/change/"
    sent = {"title": "Impressum", "body": "Neu", "reason": "Umzug", "seen": "1"}
    assert superuser.post(address, sent).status_code == 302
    newest, oldest = page.versions.all()
    assert (newest.body, newest.reason, newest.written_by) == ("Neu", "Umzug", User.objects.get())
    assert oldest.body == initial_text(PageSlug.IMPRINT)
    answer = superuser.post(address, {**sent, "body": "Von gestern"}).content.decode()
    assert "Inzwischen hat jemand anderes die Seite geändert (Fassung 2)" in answer
    assert "Von gestern" in answer
    assert page.versions.count() == 2


def test_older_versions_are_compared_and_put_in_force_again(superuser: Client) -> None:
    first, second = write("Wir sind da."), write("Wir sind hier.")
    history = superuser.get(f"/admin/pages/page/{first.page_id}/history/").content.decode()
    assert "Fassung 2 (gilt jetzt)" in history
    address = f"/admin/pages/textversion/{first.pk}/change/"
    shown = superuser.get(address).content.decode()
    assert "<del>da</del>" in shown
    assert "<ins>hier</ins>" in shown
    assert "Wir sind da.</p>" in superuser.get(address, {"mit": first.pk}).content.decode()
    assert superuser.post(address).status_code == 302
    assert page_text(PageSlug.IMPRINT).body == "Wir sind da."
    assert second.page.versions.count() == 3


def test_staff_see_what_is_still_to_be_filled_in(superuser: Client) -> None:
    write("*[Name]* und *[Ort]*")
    assert "Impressum: 2 Stellen noch auszufüllen" in superuser.get("/admin/").content.decode()
    for address in ("/impressum/", f"/admin/pages/page/{Page.objects.get().pk}/change/"):
        assert "Noch auszufüllen: Name · Ort" in superuser.get(address).content.decode()
    assert "Noch auszufüllen" not in Client().get("/impressum/").content.decode()
    assert "2 Stellen" in superuser.get("/admin/pages/page/").content.decode()


def test_a_long_text_is_compared_too() -> None:
    old = initial_text(PageSlug.PRIVACY) * 2
    diff = word_diff(old, old.replace("höchstens sieben Tage", "höchstens drei Tage", 1))
    assert [piece.text for piece in diff.old if piece.is_changed] == ["sieben"]
    assert [piece.text for piece in diff.new if piece.is_changed] == ["drei"]
    assert "".join(piece.text for piece in diff.old) == old


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60), st.integers(0, 40))
def test_the_pieces_of_a_comparison_make_up_both_texts(old: str, new: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pages.domain.word_diff.MOST_WORDS", most)
        diff = word_diff(old, new)
    assert "".join(piece.text for piece in diff.old) == old
    assert "".join(piece.text for piece in diff.new) == new
    unchanged = [
        "".join(piece.text for piece in side if not piece.is_changed) for side in (diff.old, diff.new)
    ]
    assert unchanged[0] == unchanged[1]
