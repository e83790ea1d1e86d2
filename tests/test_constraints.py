"""Every constraint refuses what it is there to refuse: as a German sentence for people, and in the database."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import PersonalLink
from companies.enums import (
    AccessRequestState,
    CompanyRole,
    CompanyState,
    FileKind,
    InvitationState,
    MembershipRole,
    Relation,
)
from companies.models import (
    AccessRequest,
    Capability,
    CapabilityLimit,
    CertificateHeld,
    ColleagueInvitation,
    Company,
    CompanyName,
    CompanyUser,
    ContactPerson,
    FoundCount,
    Machine,
    Membership,
    SearchCount,
    Site,
    UnknownWord,
)
from competences.enums import AliasRole, ProcessRelationKind
from competences.models import Alias, IgnoredWord, Place, ProcessRelation
from outbox.enums import Frequency, MailState, ObjectionVia, RunState
from outbox.models import Mail, Preference
from profiles.enums import (
    BatchState,
    CampaignState,
    Decision,
    RegistrationState,
    RoundAnswer,
    SubmissionState,
)
from profiles.models import (
    Campaign,
    CertificateNotice,
    Delivery,
    ImportBatch,
    ImportRow,
    Invitation,
    Registration,
    Submission,
)
from tests import factories
from tests.factories import (
    AccessRequestFactory,
    AddressFactory,
    CapabilityFactory,
    ColleagueInvitationFactory,
    CompanyFactory,
    ImportBatchFactory,
    ImportRowFactory,
    JobRunFactory,
    MailFactory,
    MaterialFactory,
    ProcessFactory,
    StoredFileFactory,
    SubmissionFactory,
)
from tests.test_consistency import constraints
from tests.violations_consents import CONSENTS
from tests.violations_matching import MATCHING
from tests.violations_privacy import PRIVACY

MONTH = date(2026, 11, 1)


def again(model: type[models.Model], **values: Any) -> models.Model:
    """Store one object and return an equal one that is not stored."""
    model.objects.create(**values)
    return model(**values)


def second_company(**values: Any) -> Company:
    """A second firm with the same values, not stored."""
    CompanyFactory(**values)
    return CompanyFactory.build(**values)


def alias(text: str, **values: Any) -> Alias:
    return Alias(text=text, folded=text.lower(), **values)


def word_of_another_node() -> Alias:
    factories.AliasFactory(text="drehteile", process=ProcessFactory())
    return alias("drehteile", process=ProcessFactory())


def word_twice() -> Alias:
    node = MaterialFactory()
    factories.AliasFactory(text="alu", material=node, role=AliasRole.WEAK)
    return alias("alu", material=node, role=AliasRole.WEAK)


def related_to_itself() -> ProcessRelation:
    node = ProcessFactory()
    return ProcessRelation(source=node, target=node, kind=ProcessRelationKind.SUBSTITUTE)


def limits(**values: Any) -> CapabilityLimit:
    return CapabilityLimit(capability=CapabilityFactory(), **values)


def batch(**values: Any) -> ImportBatch:
    return ImportBatchFactory.build(cluster=factories.ClusterFactory(), **values)


def file_that_waits_already() -> ImportBatch:
    waiting = ImportBatchFactory()
    return ImportBatchFactory.build(cluster=waiting.cluster, sha256=waiting.sha256)


def mail(**values: Any) -> Mail:
    return MailFactory.build(recipient=AddressFactory(), **values)


def second_repetition() -> Mail:
    first = MailFactory(state=MailState.CANCELLED, next_attempt_at=None)
    MailFactory(repeats=first)
    return mail(repeats=first)


def row_in_the_same_place() -> ImportRow:
    first = ImportRowFactory()
    return ImportRowFactory.build(batch=first.batch, position=first.position)


def colleague(**values: Any) -> ColleagueInvitation:
    return ColleagueInvitationFactory.build(company=CompanyFactory(), **values)


def colleague_invited_twice() -> ColleagueInvitation:
    first = ColleagueInvitationFactory()
    return ColleagueInvitationFactory.build(company=first.company, email=first.email.upper())


def access_request(**values: Any) -> AccessRequest:
    return AccessRequestFactory.build(cluster=factories.ClusterFactory(), **values)


def access_requested_twice() -> AccessRequest:
    first = AccessRequestFactory()
    return access_request(email=first.email.upper(), company_name=first.company_name.upper())


def decided_by_oneself() -> AccessRequest:
    person = factories.UserFactory()
    return access_request(is_waiting=True, user=person, decided_by=person)


def submission(**values: Any) -> Submission:
    cluster = factories.ClusterFactory()
    values.setdefault("company", CompanyFactory(cluster=cluster))
    return SubmissionFactory.build(cluster=cluster, **values)


def campaign(**values: Any) -> Campaign:
    return factories.CampaignFactory.build(cluster=factories.ClusterFactory(), **values)


def invitation(**values: Any) -> Invitation:
    return factories.InvitationFactory.build(campaign=factories.CampaignFactory(), **values)


def invited_twice(**values: Any) -> Invitation:
    first = factories.InvitationFactory(**values)
    return factories.InvitationFactory.build(campaign=first.campaign, **values)


def delivered_twice() -> Delivery:
    first = factories.DeliveryFactory()
    return factories.DeliveryFactory.build(sending=first.sending, invitation=first.invitation)


def registration(**values: Any) -> Registration:
    return factories.RegistrationFactory.build(cluster=factories.ClusterFactory(), **values)


def second_open_submission() -> Submission:
    first = SubmissionFactory()
    return SubmissionFactory.build(cluster=first.cluster, company=first.company)


def personal_link(**values: Any) -> PersonalLink:
    now = timezone.now()
    return PersonalLink(
        **{
            "purpose": "tests.answer",
            "reference": "thing:1",
            "digest": "0" * 64,
            "issued_at": now,
            "expires_at": now + timedelta(days=1),
            **values,
        }
    )


# Name of the constraint → something that breaks it and nothing else, ready to be stored.
VIOLATIONS: dict[str, Callable[[], models.Model]] = {
    "user_email_unique": lambda: factories.UserFactory.build(email=factories.UserFactory().email.upper()),
    "personal_link_expires_later": lambda: personal_link(expires_at=timezone.now() - timedelta(days=1)),
    "personal_link_closed_once": lambda: personal_link(used_at=timezone.now(), revoked_at=timezone.now()),
    "process_relation_once": lambda: again(
        ProcessRelation, source=ProcessFactory(), target=ProcessFactory(), kind=ProcessRelationKind.FOLLOWS
    ),
    "process_relation_not_self": related_to_itself,
    "place_has_coordinates": lambda: Place(key="ort", name_de="Ort", postcode="67655"),
    "alias_one_node": lambda: alias("zwei", process=ProcessFactory(), material=MaterialFactory()),
    "alias_sufficient_once": word_of_another_node,
    "alias_once_per_node": word_twice,
    "ignored_word_once": lambda: again(IgnoredWord, text="Sonstiges", folded="sonstiges"),
    "unknown_word_once": lambda: again(
        UnknownWord, company=CompanyFactory(), word="kratzer", surface="Kratzer"
    ),
    "found_count_once": lambda: again(FoundCount, company=CompanyFactory(), month=MONTH, wanted="", times=1),
    "search_count_once": lambda: again(
        SearchCount, cluster=factories.ClusterFactory(), month=MONTH, wanted=["process:drehen"], times=1
    ),
    "capability_once": lambda: again(
        Capability, company=CompanyFactory(), process=ProcessFactory(), relation=Relation.SOUGHT
    ),
    "capability_depth_offered_only": lambda: Capability(
        company=CompanyFactory(), process=ProcessFactory(), relation=Relation.OFFERED
    ),
    "limit_once_per_material": lambda: again(
        CapabilityLimit, capability=CapabilityFactory(), material=MaterialFactory()
    ),
    "limit_thickness_ordered": lambda: limits(thickness_min_mm=3, thickness_max_mm=2),
    "limit_batch_ordered": lambda: limits(batch_min=100, batch_max=10),
    "machine_type_given": lambda: Machine(company=CompanyFactory(), type=""),
    "certificate_named": lambda: CertificateHeld(company=CompanyFactory()),
    "colleague_invited_once": colleague_invited_twice,
    "colleague_invitation_closed_has_date": lambda: colleague(state=InvitationState.REVOKED),
    "colleague_invitation_expires_later": lambda: colleague(expires_at=timezone.now() - timedelta(days=1)),
    "access_request_once": access_requested_twice,
    "access_request_confirmed_first": lambda: access_request(
        state=AccessRequestState.DECLINED, decided_at=timezone.now()
    ),
    "access_request_decided_has_date": lambda: access_request(is_waiting=True, decided_at=timezone.now()),
    "access_request_granted_for_company": lambda: access_request(
        state=AccessRequestState.GRANTED,
        confirmed_at=timezone.now(),
        decided_at=timezone.now(),
        role=CompanyRole.OWNER,
    ),
    "access_request_not_decided_by_oneself": decided_by_oneself,
    "membership_once": lambda: again(
        Membership,
        company=CompanyFactory(),
        cluster=factories.ClusterFactory(),
        role=MembershipRole.PARTNER,
    ),
    "company_user_once": lambda: again(CompanyUser, company=CompanyFactory(), user=factories.UserFactory()),
    "company_name_given": lambda: CompanyFactory.build(name="", slug="ohne-namen"),
    "company_merged_has_target": lambda: CompanyFactory.build(state=CompanyState.MERGED),
    "company_founded_plausible": lambda: CompanyFactory.build(founded=1066),
    "company_register_unique": lambda: second_company(
        register_number="HRB 1234", register_court="Kaiserslautern"
    ),
    "company_vat_unique": lambda: second_company(vat_id="DE123456789"),
    "company_name_once": lambda: again(CompanyName, company=CompanyFactory(), name="Früher GmbH"),
    "site_one_main": lambda: again(Site, company=CompanyFactory(), is_main=True),
    "site_postcode_five_digits": lambda: Site(company=CompanyFactory(), postcode="6766"),
    "site_coordinates_valid": lambda: Site(company=CompanyFactory(), latitude=49.4),
    "importbatch_named": lambda: batch(file_name=""),
    "importbatch_closed_has_date": lambda: batch(state=BatchState.APPLIED, closed_at=None),
    "importbatch_open_once": file_that_waits_already,
    "importrow_position_once": row_in_the_same_place,
    "importrow_decision_dated": lambda: ImportRowFactory.build(
        batch=ImportBatchFactory(), decision=Decision.DISCARD
    ),
    "address_once": lambda: AddressFactory.build(email=AddressFactory(email="a@b.example").email.upper()),
    "address_objection_complete": lambda: AddressFactory.build(objected_via=ObjectionVia.STAFF),
    "preference_once": lambda: again(
        Preference, address=AddressFactory(), kind="sample.note", frequency=Frequency.NEVER
    ),
    "mail_key_once": lambda: mail(key=MailFactory(key="einmal").key),
    "mail_repeated_once_at_a_time": second_repetition,
    "mail_waiting_has_date": lambda: mail(next_attempt_at=None),
    "mail_sending_has_lease": lambda: mail(state=MailState.SENDING, next_attempt_at=None),
    "mail_sent_has_date": lambda: mail(state=MailState.SENT, next_attempt_at=None),
    "cluster_live_fields_known": lambda: factories.ClusterFactory.build(live_fields=["name"]),
    "storedfile_named": lambda: StoredFileFactory.build(file_name=""),
    "storedfile_type_known": lambda: StoredFileFactory.build(content_type="text/html"),
    "storedfile_logo_is_picture": lambda: StoredFileFactory.build(kind=FileKind.LOGO),
    "submission_open_once": second_open_submission,
    "submission_submitted_dated": lambda: submission(state=SubmissionState.SUBMITTED),
    "submission_decided_dated": lambda: submission(submitted=True, state=SubmissionState.APPROVED),
    "submission_refusal_reasoned": lambda: submission(submitted=True, state=SubmissionState.RETURNED),
    "submission_approved_has_company": lambda: submission(
        submitted=True, state=SubmissionState.APPROVED, decided_at=timezone.now(), company=None
    ),
    "job_run_once": lambda: JobRunFactory.build(due_at=JobRunFactory().due_at),
    "job_run_due_has_date": lambda: JobRunFactory.build(next_attempt_at=None),
    "job_run_closed_has_date": lambda: JobRunFactory.build(state=RunState.DONE, next_attempt_at=None),
    "campaign_complete": lambda: campaign(message=""),
    "campaign_running_dated": lambda: campaign(state=CampaignState.RUNNING),
    "campaign_closed_dated": lambda: campaign(state=CampaignState.CLOSED),
    "invitation_company_once": lambda: invited_twice(company=CompanyFactory(), name="Erste GmbH"),
    "invitation_name_once": lambda: invited_twice(name="Neue GmbH", postcode="67655"),
    "invitation_named": lambda: invitation(name=""),
    "invitation_postcode_five_digits": lambda: invitation(postcode="6766"),
    "sending_number_once": lambda: factories.SendingFactory.build(
        campaign=factories.SendingFactory().campaign
    ),
    "delivery_once": delivered_twice,
    "registration_verified_dated": lambda: registration(state=RegistrationState.VERIFIED),
    "registration_rejection_reasoned": lambda: registration(verified=True, state=RegistrationState.REJECTED),
    "registration_postcode_five_digits": lambda: registration(postcode="6766"),
    "round_open_once": lambda: factories.ConfirmationRoundFactory.build(
        company=factories.ConfirmationRoundFactory().company
    ),
    "round_answer_dated": lambda: factories.ConfirmationRoundFactory.build(
        company=CompanyFactory(), answer=RoundAnswer.CONFIRMED
    ),
    "certificate_notice_once": lambda: again(
        CertificateNotice,
        company=CompanyFactory(),
        certificate="ISO 9001",
        valid_until=timezone.localdate(),
        days_before=14,
        told_at=timezone.now(),
    ),
    "contact_name_given": lambda: ContactPerson(company=CompanyFactory(), name=""),
    **CONSENTS,
    **MATCHING,
    **PRIVACY,
}
MESSAGES = {constraint.name: str(constraint.violation_error_message) for _, constraint in constraints()}


def test_every_constraint_has_its_violation() -> None:
    assert set(VIOLATIONS) == set(MESSAGES)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_refused_in_words_and_by_the_database(name: str, db: None) -> None:
    broken = VIOLATIONS[name]()
    with pytest.raises(ValidationError) as refused:
        broken.validate_constraints()
    assert refused.value.messages == [MESSAGES[name]]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        models.Model.save(broken, force_insert=True)
