"""One firm and one person about whom every app stores something, each value recognisable."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from accounts.domain.links import issue_link
from accounts.domain.privacy import Person, person_of
from accounts.models import User
from companies.domain.profile import save_profile
from companies.domain.profile_data import CertificateData, ContactData, MachineData, ProfileData
from companies.enums import CompanyRole, ConsentWay, FileKind, FileType
from companies.models import Cluster, Company, Consent, InternalNote, StoredFile
from companies.notifications import COLLEAGUE_LINK, PEOPLE_CHANGED
from matching.models import Pair
from outbox.domain.mails import queue_mail
from pages.models import Page, TextVersion
from privacy.domain.erasing import Erasure
from privacy.models import PersonNotice
from profiles.enums import SubmissionSource
from profiles.models import SubmissionEvent
from tests.cast import Cast
from tests.factories import (
    AccessRequestFactory,
    CampaignFactory,
    ColleagueInvitationFactory,
    CompanyFactory,
    CompanyUserFactory,
    ConfirmationRoundFactory,
    DeliveryFactory,
    DemandCriterionFactory,
    DemandFactory,
    DemandStepFactory,
    ImportBatchFactory,
    ImportRowFactory,
    InvitationFactory,
    PairFactory,
    RegistrationFactory,
    SendingFactory,
    StoredMatchFactory,
    SubmissionFactory,
    UserFactory,
)

NAME, EMAIL = "Jürgen Kröll-Zwiebelsuppe", "juergen.kroell@zwiebel.example"
FIRM = "Kupferschmiede Quarzblüte GmbH"
FIRM_EMAIL = "kontakt@quarzbluete.example"
SESSION_KEY, SEED, HASH = "sitzungsschluessel123", "GEHEIMERSAAT", "pbkdf2_sha256$geheim"


@dataclass
class Stored:
    """The person, the firm, its documents, and the link that was issued."""

    person: Person
    user: User
    company: Company
    cluster: Cluster
    link: str


def stored_everywhere(cast: Cast) -> Stored:
    """Store a firm and a person in every app, through the functions of the product where there is one."""
    actor = cast.people["staff"]
    user = UserFactory(email=EMAIL, first_name="Jürgen", last_name="Kröll-Zwiebelsuppe")
    User.objects.filter(pk=user.pk).update(password=HASH)
    user.refresh_from_db()
    with transaction.atomic():
        change = save_profile(data=_profile(), actor=actor, cluster=cast.cluster, source="Interview")
    company = Company.objects.get(pk=change.company_id)
    InternalNote.objects.create(company=company, text="Zahlt pünktlich", author=actor)
    CompanyUserFactory(user=user, company=company, role=CompanyRole.EDITOR)
    CompanyUserFactory(
        user=UserFactory(email="chefin@quarzbluete.example"), company=company, role=CompanyRole.OWNER
    )
    _told_and_agreed(company)
    _sign_in_twice(user)
    _answers(cast, company, user)
    _demands(cast, company, user)
    invitation = ColleagueInvitationFactory(company=company, email=EMAIL.upper())
    AccessRequestFactory(
        cluster=cast.cluster,
        company_name=FIRM,
        person_name=NAME,
        email=EMAIL.title(),
        is_waiting=True,
        user=user,
    )
    link = issue_link(purpose=COLLEAGUE_LINK, reference=invitation.reference)
    _mails(company, user)
    return Stored(person_of(user=user), user, company, cast.cluster, link)


def _profile() -> ProfileData:
    file = StoredFile.objects.create(
        kind=FileKind.CERTIFICATE,
        content_type=FileType.PDF,
        file_name="ISO 9001.pdf",
        content=b"%PDF-1.7 Zertifikat",
        size=19,
    )
    return ProfileData(
        name=FIRM,
        legal_form="GmbH",
        street="Quarzweg 7",
        postcode="67655",
        town="Kaiserslautern",
        email=FIRM_EMAIL,
        core_competences="Wir drehen Kupferbolzen.",
        machines=(MachineData(type="Drehmaschine", make="Weiler", count=2),),
        certificates=(CertificateData(name="ISO 9001", file=str(file.pk)),),
        contacts=(
            ContactData(name=NAME, role="Vertrieb", email=EMAIL, phone="0631 4711", consent_public=True),
            ContactData(name="Petra Bleibt", email="petra@quarzbluete.example", consent_public=True),
        ),
    )


def _told_and_agreed(company: Company) -> None:
    text = TextVersion.objects.order_by("pk").first() or TextVersion.objects.create(
        page=Page.objects.create(slug="fragebogen"),
        number=1,
        title="Probe",
        body="Probe",
        in_force_since=timezone.now(),
    )
    contact = company.contacts.get(name=NAME)
    Consent.objects.filter(contact=contact).delete()
    Consent.objects.create(
        company=company, contact=contact, person=NAME, text=text, way=ConsentWay.FORM, given_at=timezone.now()
    )
    PersonNotice.objects.get_or_create(email=EMAIL, defaults={"told_at": timezone.now()})


def _sign_in_twice(user: User) -> None:
    UserSession.objects.create(
        user=user, session_key=SESSION_KEY, ip="127.0.0.9", user_agent="Firefox", last_seen_at=timezone.now()
    )
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SEED})


def _answers(cast: Cast, company: Company, user: User) -> None:
    contacts = [
        {"name": NAME, "role": "", "email": EMAIL, "phone": "", "consent_public": True, "consent_note": ""}
    ]
    submission = SubmissionFactory(
        cluster=cast.cluster,
        company=company,
        author=user,
        source=SubmissionSource.FORM,
        submitted=True,
        answers={"name": FIRM, "contacts": contacts},
        base={"name": FIRM, "contacts": contacts},
        edited={"name": FIRM, "contacts": contacts},
    )
    SubmissionEvent.objects.create(
        submission=submission, state="SUBMITTED", actor=user, answers={"contacts": contacts}
    )
    RegistrationFactory(cluster=cast.cluster, name=FIRM, person=NAME, email=EMAIL, submission=submission)
    campaign = CampaignFactory(cluster=cast.cluster)
    invitation = InvitationFactory(
        campaign=campaign, company=company, name=FIRM, email=EMAIL, origin="Adressliste"
    )
    DeliveryFactory(sending=SendingFactory(campaign=campaign), invitation=invitation, email=EMAIL)
    ConfirmationRoundFactory(company=company, started_at=timezone.now() - timedelta(days=3))
    ImportRowFactory(
        batch=ImportBatchFactory(cluster=cast.cluster, content=f"{FIRM};{NAME}".encode()),
        company=company,
        raw=[FIRM, NAME, f"Kontakt: {NAME}, {EMAIL}"],
        fields={"name": FIRM, "contact.name": NAME, "contact.email": EMAIL, "contact.phone": "1"},
        changes=[{"label": "Ansprechperson", "old": "", "new": f"{NAME} <{EMAIL}>"}],
    )


def _demands(cast: Cast, company: Company, user: User) -> None:
    demand = DemandFactory(company=company, cluster=cast.cluster, is_open=True, created_by=user)
    DemandCriterionFactory(demand=demand, step=DemandStepFactory(demand=demand))
    StoredMatchFactory(demand=demand, company=cast.other)
    StoredMatchFactory(demand=cast.demand, company=company)
    PairFactory(cluster=cast.cluster, seeker=company, provider=cast.other)
    Pair.objects.filter(seeker=company).update(reason="Preis passt nicht", decided_by=cast.people["staff"])


def _mails(company: Company, user: User) -> None:
    with transaction.atomic():
        for recipient in (EMAIL, "chefin@quarzbluete.example"):
            queue_mail(
                kind=PEOPLE_CHANGED,
                recipient=recipient,
                context={
                    "name": NAME,
                    "company_name": company.name,
                    "sentence": f"{NAME} ({EMAIL}) handelt jetzt für {company.name}.",
                    "site_url": "https://portal.example/",
                },
                actor=user,
                reference=f"people:{company.pk}",
            )


def other_firm(cast: Cast, text: str) -> Company:
    """Another firm that writes something in its own words."""
    return CompanyFactory(name="Fremde Werke AG", cluster=cast.cluster, core_text=text)


def counts(erasure: Erasure) -> dict[str, int]:
    """Rows per title of what was erased."""
    return {title: count for title, count, _ in erasure.counts}
