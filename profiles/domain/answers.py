"""The answers of a submission as values, and what in them is new."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from companies.domain.profile_data import ProfileData
from companies.domain.profile_json import FIELDS, as_json, from_json
from companies.domain.profile_parts import differs
from profiles.enums import SubmissionState
from profiles.models import Submission

NOT_FOR_FIRMS = frozenset({"notes_internal", "last_confirmed", "contact"})
"""Fields that no submission states: notes of staff, the day of the confirmation, and a single person (see contacts)."""

FIRM_FIELDS = tuple(name for name in FIELDS if name not in NOT_FOR_FIRMS)
"""Fields that a firm answers, in the order of the questionnaire."""


def answers_of(submission: Submission) -> ProfileData:
    """Return what the firm says."""
    return from_json(submission.answers)


def base_of(submission: Submission) -> ProfileData:
    """Return the published profile from which the firm started; nothing stated for a new firm."""
    return from_json(submission.base)


def reviewed_of(submission: Submission) -> ProfileData:
    """Return what would be published: the answers, as far as staff did not edit them."""
    return answers_of(submission) if submission.edited is None else from_json(submission.edited)


def handed_in(submission: Submission) -> ProfileData:
    """Return what staff may read: while the firm goes on writing, or has stopped, what it handed in last."""
    if submission.state not in (SubmissionState.RETURNED, SubmissionState.WITHDRAWN):
        return reviewed_of(submission)
    last = submission.events.filter(state=SubmissionState.SUBMITTED).last()
    return from_json(last.answers) if last else ProfileData()


def changed_fields(old: ProfileData, new: ProfileData) -> tuple[str, ...]:
    """Return the fields that `new` states otherwise than `old`, in the order of the questionnaire."""
    return tuple(
        name
        for name in FIRM_FIELDS
        if (value := getattr(new, name)) is not None and differs(_before(old, name, value), value)
    )


def wanted_changes(submission: Submission) -> tuple[str, ...]:
    """Return the fields that the submission would change, as it would be published now."""
    return changed_fields(base_of(submission), reviewed_of(submission))


def stand(answers: ProfileData, names: Iterable[str] = FIRM_FIELDS) -> str:
    """Return a mark of these fields' values: two marks are equal when nothing in them was changed in between."""
    values = as_json(answers)
    text = json.dumps({name: values.get(name) for name in sorted(names)}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _before(old: ProfileData, name: str, value: Any) -> Any:
    before = getattr(old, name)
    return () if before is None and isinstance(value, tuple) else before
