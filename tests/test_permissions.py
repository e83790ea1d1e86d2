"""Every address × every standing → status, held against the literal tables in permission_table.py."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.links import issue_link, revoke_links
from accounts.models import PersonalLink
from companies.domain.contact_links import contact_token
from companies.enums import CompanyRole, FileKind, FileType, InvitationState
from companies.models import Cluster, Company, StoredFile
from companies.notifications import ACCESS_LINK, COLLEAGUE_LINK
from matching.models import Pair
from outbox.domain.links import token_for
from profiles.enums import SubmissionState
from profiles.models import Submission
from tests.addresses import admin_patterns, all_patterns, site_patterns
from tests.cast import STANDINGS, Cast
from tests.factories import (
    AccessRequestFactory,
    AddressFactory,
    ColleagueInvitationFactory,
    CompanyUserFactory,
    ContactPersonFactory,
    StoredFileFactory,
    SubmissionFactory,
)
from tests.factories.matching import PairFactory
from tests.factories.vocabulary import make_vocabulary
from tests.outbox.kinds import NOTE
from tests.permission_table import ADMIN_GENERAL, ADMIN_MODELS, ONLY_IN_A_TRIAL, PUBLIC, SECOND_STEPS, SITE
from tests.personal_links import link_address
from tests.samples import sample_of

PAGES = {"l": "changelist", "a": "add", "c": "change", "h": "history", "d": "delete"}
MEMBERS = STANDINGS[1:6]


def draft_of_own(cast: Cast) -> Submission:
    """The one draft of the own firm, with a file, made at its first use."""
    known = cast.own.submissions.first()
    if known is None:
        known = SubmissionFactory(cluster=cast.cluster, company=cast.own)
        known.files.add(StoredFileFactory())
    return known


def submitted_by_own(cast: Cast) -> Submission:
    """Answers of the own firm that wait for staff, with a file."""
    submission = SubmissionFactory(
        cluster=cast.cluster, company=cast.own, state=SubmissionState.SUBMITTED, submitted_at=timezone.now()
    )
    submission.files.add(StoredFileFactory())
    return submission


def logo_of_own(cast: Cast) -> StoredFile:
    """The logo that the own firm's profile shows."""
    cast.own.logo = StoredFileFactory(kind=FileKind.LOGO, content_type=FileType.PNG, file_name="logo.png")
    cast.own.save()
    return cast.own.logo


def address(name: str, key: str, cast: Cast) -> str:
    """The address of the name, with the arguments that belong to the object `key` of the cast."""
    match key:
        case "":
            return reverse(name)
        case "draft of own":
            draft = draft_of_own(cast)
            steps = {"profiles:own_step": ["fragen"], "profiles:own_file": [draft.files.get().pk]}
            return reverse(name, args=[draft.reference, *steps.get(name, [])])
        case "submitted by own":
            handed_in = submitted_by_own(cast)
            last = "weiteres" if name == "profiles:review_step" else handed_in.files.get().pk
            return reverse(name, args=[handed_in.pk, last])
        case "logo":
            return reverse(name, args=[cast.own.slug, logo_of_own(cast).pk])
        case "own" if name == "companies:file":
            return reverse(name, args=[cast.own.slug, StoredFileFactory().pk])
        case key if "link" in key and name.startswith("profiles:"):
            return link_address(name, key, cast)
        case key if "link" in key and name.startswith("companies:"):
            return people_link_address(name, key, cast)
        case "reset key":
            return reverse(name, args=["1", "abc-def"])
        case "mail link":
            return reverse(name, args=[token_for(AddressFactory(), NOTE)])
        case "forged link":
            return reverse(name, args=["WzEsImEuYiJd:erfunden"])
        case "forged contact":
            return reverse(name, args=["WzEsImEuYiJd:erfunden"])
        case "signed contact" | "signed contact with another address":
            contact = ContactPersonFactory(company=cast.own, email="erika@own.example")
            token = contact_token(contact)
            if "another" in key:
                type(contact).objects.filter(pk=contact.pk).update(email="karl@own.example")
            return reverse(name, args=[token])
        case "contact of own" | "contact of another firm":
            firm = cast.other if "another" in key else cast.own
            return reverse(name, args=[cast.own.slug, ContactPersonFactory(company=firm).pk])
        case "own person":
            colleague = CompanyUserFactory(company=cast.own, role=CompanyRole.VIEWER)
            return reverse(name, args=[cast.own.slug, colleague.pk])
        case "person of another firm":
            return reverse(name, args=[cast.own.slug, cast.other.people.get().pk])
        case "own invitation" | "closed invitation" | "invitation of another firm":
            firm = cast.other if "another" in key else cast.own
            closed = (
                {"state": InvitationState.REVOKED, "closed_at": timezone.now()} if "closed" in key else {}
            )
            return reverse(name, args=[cast.own.slug, ColleagueInvitationFactory(company=firm, **closed).pk])
        case "json" | "unknown form":
            return reverse(name, args=["json" if key == "json" else "exe"])
        case "own as json" | "elsewhere as json":
            return reverse(name, args=[getattr(cast, key.split()[0]).slug, "json"])
        case "number":
            return reverse(name, args=[1])
        case "trial mail":
            return reverse(name, args=["0-abc"])
        case "pair":
            return a_pair(cast.cluster, cast.own, cast.other).get_absolute_url()
        case "foreign pair":
            return a_pair(cast.second_cluster, cast.elsewhere, cast.own).get_absolute_url()
        case "process":
            make_vocabulary()
            return reverse(name, args=["drehen"])
        case "table":
            return reverse(name, args=["weitergabe"])
        case "demand" | "matched_demand" | "far_demand":
            return reverse(name, args=[getattr(cast, key).reference])
        case _:
            return reverse(name, args=[getattr(cast, key).slug])


def a_pair(cluster: Cluster, seeker: Company, provider: Company) -> Pair:
    """A pair of two firms for any process."""
    return PairFactory(cluster=cluster, seeker=seeker, provider=provider)


def people_link_address(name: str, key: str, cast: Cast) -> str:
    """The address of a personal link in the state that `key` names."""
    if key == "forged link":
        return reverse(name, args=["erfunden"])
    is_invitation = name == COLLEAGUE_LINK.url_name
    about = (
        ColleagueInvitationFactory(company=cast.own)
        if is_invitation
        else AccessRequestFactory(cluster=cast.cluster)
    )
    purpose = COLLEAGUE_LINK if is_invitation else ACCESS_LINK
    issued = ACCESS_LINK if (key == "link for something else") == is_invitation else COLLEAGUE_LINK
    token = issue_link(purpose=issued, reference=about.reference).rstrip("/").rpartition("/")[2]
    links = PersonalLink.objects.filter(reference=about.reference)
    now = timezone.now()
    match key:
        case "used link":
            links.update(used_at=now)
        case "expired link":
            links.update(issued_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
        case "revoked link":
            revoke_links(purpose=purpose, reference=about.reference, actor=None)
        case "link of a closed invitation":
            type(about).objects.update(state=InvitationState.REVOKED, closed_at=now)
    return reverse(name, args=[token])


def admin_addresses(model: str, pk: object) -> dict[str, str]:
    """Letter of a page (see ADMIN_MODELS) → its address for the object."""
    return {
        letter: reverse(f"admin:{model}_{page}", args=[] if letter in "la" else [pk])
        for letter, page in PAGES.items()
    }


def test_every_address_of_the_site_is_in_the_matrix() -> None:
    assert {name for name, _ in SITE} == site_patterns()


def test_every_address_of_the_administration_is_in_the_matrix() -> None:
    expected = set(ADMIN_GENERAL)
    for model, (_, further) in ADMIN_MODELS.items():
        expected |= {f"admin:{model}_{page}" for page in PAGES.values()} | set(further)
    assert expected == admin_patterns()
    assert {model._meta.label_lower.replace(".", "_") for model in admin.site._registry} == set(ADMIN_MODELS)


def test_the_public_addresses_are_exactly_these() -> None:
    open_to_all = {
        name
        for name, pattern in all_patterns().items()
        if not getattr(pattern.callback, "login_required", True)
    }
    # Django's own door to the administration is open, but only leads to our sign-in.
    assert open_to_all - {"admin:login"} == PUBLIC
    public_rows = {name for (name, _), (get, _) in SITE.items() if get.startswith("200")}
    assert public_rows | ONLY_IN_A_TRIAL | SECOND_STEPS == PUBLIC


@pytest.mark.parametrize(("name", "key"), SITE)
def test_site(name: str, key: str, cast: Cast) -> None:
    get, post = SITE[name, key]
    url = address(name, key, cast)
    assert " ".join(str(cast.client(who).get(url).status_code) for who in STANDINGS) == get
    assert " ".join(str(cast.client(who).post(url).status_code) for who in STANDINGS) == post


@pytest.mark.parametrize("name", sorted(PUBLIC - SECOND_STEPS))
def test_public_addresses_answer_without_sign_in(name: str, cast: Cast) -> None:
    keys = [key for row, key in SITE if row == name] or [""]
    response = cast.client("anonymous").get(address(name, keys[0], cast))
    assert "/konto/anmelden/" not in response.get("Location", "")


def test_the_administration_leads_visitors_to_our_sign_in(cast: Cast) -> None:
    response = cast.client("anonymous").get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/konto/anmelden/")


@pytest.mark.parametrize("standing", MEMBERS)
@pytest.mark.parametrize("name", ["admin:index", *(f"admin:{model}_changelist" for model in ADMIN_MODELS)])
def test_members_never_enter_the_administration(standing: str, name: str, cast: Cast) -> None:
    assert cast.client(standing).get(reverse(name), follow=True).status_code == 403


@pytest.mark.parametrize("name", ADMIN_GENERAL)
def test_general_pages_of_the_administration(name: str, cast: Cast) -> None:
    args = {"admin:view_on_site": [0, 0], "admin:app_list": ["accounts"]}.get(name, [])
    assert cast.client("staff").get(reverse(name, args=args)).status_code == ADMIN_GENERAL[name]


def further_args(name: str, sample: Model) -> list[object]:
    """Arguments of an address beyond the usual five: none, the object, or with its past, a file or a form of it."""
    if name == "admin:privacy_datarequest_information":
        return [sample.pk, "json"]
    wanted = all_patterns()[name].pattern.regex.groups
    related = sample.history if hasattr(sample, "history") else getattr(sample, "files", None)
    return [sample.pk, related.first().pk] if wanted == 2 and related else [sample.pk][:wanted]


@pytest.mark.parametrize("model", ADMIN_MODELS)
def test_models_of_the_administration(model: str, cast: Cast) -> None:
    pages, further = ADMIN_MODELS[model]
    sample = sample_of(apps.get_model(model.replace("_", ".", 1)), cast)
    addresses = admin_addresses(model, sample.pk)
    staff, superuser, nobody = cast.client("staff"), cast.client("superuser"), Client()
    # A page that is refused says 403; one whose object is not theirs leads back to the index (302).
    allowed = "".join(
        letter if staff.get(url).status_code == 200 else "." for letter, url in addresses.items()
    )
    assert allowed == pages
    for url in addresses.values():
        assert nobody.get(url).status_code == 302
    for name, status in further.items():
        args = further_args(name, sample)
        assert staff.get(reverse(name, args=args)).status_code == status
        assert nobody.get(reverse(name, args=args)).status_code == 302
        assert superuser.get(reverse(name, args=args)).status_code in {200, 302}
