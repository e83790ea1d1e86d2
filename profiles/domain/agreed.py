"""Consents of contact persons on their way through a submission: ticked beside which text, when, and taken back.

A submission starts with the consents of the published profile. What matters is what its own form changed: a tick is
kept with the text that stood beside it, an unticked box hides the person as soon as the answers are handed in.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from companies.domain.consent_records import ConsentSource, Tick, text_of
from companies.domain.consents import withdraw_consent
from companies.domain.profile_data import ContactData, ProfileData
from companies.domain.profile_json import as_json
from companies.enums import ConsentWay
from competences.language import fold
from profiles.domain.answers import answers_of, base_of
from profiles.enums import SubmissionSource
from profiles.models import Submission

if TYPE_CHECKING:
    from accounts.models import User

_WAYS = {
    SubmissionSource.FORM: ConsentWay.FORM,
    SubmissionSource.LINK: ConsentWay.LINK,
    SubmissionSource.IMPORT: ConsentWay.IMPORT,
    SubmissionSource.STAFF: ConsentWay.STAFF,
}


def ticked(
    known: Mapping[str, Any], *, before: ProfileData, after: ProfileData, now: datetime
) -> dict[str, Any]:
    """Return the ticks of a submission after its answers changed.

    In: ticks so far (folded name → key of the text and time), answers before and after, the present. Out: the same
    with what was newly ticked and without what is not ticked any more.
    """
    agreed = _agreed(after)
    new = agreed - _agreed(before)
    kept = {name: tick for name, tick in known.items() if name in agreed and name not in new}
    if new:
        tick = {"text": text_of(ConsentWay.FORM), "at": now.isoformat()}
        kept |= dict.fromkeys(sorted(new), tick)
    return kept


def newly_agreed(before: ProfileData, after: ProfileData) -> list[str]:
    """Return the names of persons who agree to be shown after a change and did not before."""
    new = _agreed(after) - _agreed(before)
    return [
        person.name for person in after.contacts or () if person.consent_public and fold(person.name) in new
    ]


def source_of(submission: Submission) -> ConsentSource:
    """Return where the consents of a submission come from, for the function that writes the profile."""
    return ConsentSource(
        _WAYS[SubmissionSource(submission.source)],
        submission.submitted_at,
        submission.author_id,
        {
            name: Tick(tick["text"], datetime.fromisoformat(tick["at"]))
            for name, tick in submission.consents.items()
        },
    )


def only_own_statements(submission: Submission, data: ProfileData) -> ProfileData:
    """Return the data with "keep" for every consent that the answers merely repeat from the profile they began with."""
    if data.contacts is None:
        return data
    stated = {fold(person.name): person.consent_public for person in base_of(submission).contacts or ()}

    def own(person: ContactData) -> ContactData:
        name = fold(person.name)
        repeats = name not in submission.consents and stated.get(name) == person.consent_public
        return replace(person, consent_public=None) if repeats else person

    return replace(data, contacts=tuple(own(person) for person in data.contacts))


def hide_withdrawn(submission: Submission, *, actor: "User | None") -> None:
    """Hide at once whoever was shown when the submission began and is unticked or left out in its answers."""
    gone = _agreed(base_of(submission)) - _agreed(answers_of(submission))
    if submission.company is None or not gone:
        return
    way = _WAYS[SubmissionSource(submission.source)]
    for contact in submission.company.contacts.filter(consent_public=True):
        if fold(contact.name) in gone:
            withdraw_consent(contact=contact, way=way, actor=actor)
    # What is done already is no change that waits for a review; ticked again after a return it is one.
    base = base_of(submission)
    people = tuple(
        replace(person, consent_public=bool(person.consent_public) and fold(person.name) not in gone)
        for person in base.contacts or ()
    )
    submission.base = as_json(replace(base, contacts=people))
    submission.save(update_fields=["base"])


def _agreed(data: ProfileData) -> set[str]:
    return {fold(person.name) for person in data.contacts or () if person.consent_public}
