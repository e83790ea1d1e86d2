"""Everything the page of a submission shows to its reviewer."""

from typing import Any

from companies.domain.duplicates import find_duplicates
from companies.domain.profile_data import ProfileData
from companies.domain.profile_parts import differs
from companies.domain.stored_profile import whole_profile_of
from companies.models import Company, StoredFile
from companies.models.stored import StoredFileQuerySet
from competences.domain.vocabulary import current_vocabulary
from pages.domain.word_diff import word_diff
from profiles.domain.answers import answers_of, changed_fields, handed_in
from profiles.domain.profile_words import field_label, field_words
from profiles.domain.suspicions import suspicions_of
from profiles.enums import SubmissionState
from profiles.forms.review import ReviewForm
from profiles.models import Submission

EFFECT_KINDS = {
    "process": "Verfahren",
    "material": "Werkstoff",
    "certificate": "Zertifikat",
    "industry": "Branche",
}
VERSIONS_SHOWN = 10

EDITED_IN = {
    **dict.fromkeys(("capabilities", "not_meant"), "leistungen"),
    **dict.fromkeys(("further_sites", "machines", "certificates", "contacts", "logo"), "weiteres"),
}
"""Fields that are corrected in a step of the firm's own form, and which."""


def review_page(submission: Submission, form: ReviewForm, *, user: Any) -> dict[str, Any]:
    """Return the context of the page; what is published is read anew, so that later changes show."""
    published = whole_profile_of(submission.company) if submission.company else ProfileData()
    reviewed, base = form.answers, form.base
    answers = reviewed if submission.edited is None else answers_of(submission)
    vocabulary = current_vocabulary()
    rows = [
        {
            "controls": row,
            "diff": word_diff(
                field_words(row.name, getattr(published, row.name), vocabulary),
                field_words(row.name, getattr(reviewed, row.name), vocabulary),
            ),
            "as_written": field_words(row.name, getattr(answers, row.name), vocabulary)
            if getattr(answers, row.name) != getattr(reviewed, row.name)
            else "",
            "edited_in": EDITED_IN.get(row.name, ""),
            "changed_since": differs(getattr(base, row.name) or "", getattr(published, row.name) or ""),
        }
        for row in form.rows
    ]
    shown = {row.name for row in form.rows}
    return {
        "form": form,
        "rows": rows,
        "taken_back": [
            (field_label(name), field_words(name, getattr(answers, name), vocabulary))
            for name in changed_fields(reviewed, answers)
            if name not in shown
        ],
        "is_waiting": submission.state == SubmissionState.SUBMITTED,
        "effect": _effect(submission),
        "suspicions": suspicions_of(published, reviewed),
        "duplicates": _duplicates(submission, reviewed, user),
        "events": list(submission.events.select_related("actor")),
        "taken": [field_label(name) for name in submission.taken],
        "live": [field_label(name) for name in submission.live],
        "notes": [(field_label(name), text) for name, text in submission.notes.items()],
        "files": list(_files(submission, reviewed).without_content().order_by("file_name", "pk")),
        "versions": list(submission.company.versions.defer("data").select_related("actor")[:VERSIONS_SHOWN])
        if submission.company
        else [],
    }


def file_for_review(submission: Submission, key: Any) -> StoredFile | None:
    """Return a file of the submission that staff may see."""
    return _files(submission, handed_in(submission)).filter(pk=key).first()


def _files(submission: Submission, reviewed: ProfileData) -> StoredFileQuerySet:
    """Return the files of what was handed in; those of a firm that goes on writing are not for staff yet."""
    if submission.state not in (SubmissionState.RETURNED, SubmissionState.WITHDRAWN):
        return submission.files.all()
    named = {reviewed.logo, *(item.file for item in reviewed.certificates or ())} - {"", None}
    return submission.files.filter(pk__in=named)


def _effect(submission: Submission) -> dict[str, Any]:
    effect = submission.effect or {"found": [], "lost": [], "error": ""}

    def named(entries: list[list[str]]) -> list[str]:
        return [f"{EFFECT_KINDS[kind]} „{name}“" for kind, _, name in entries]

    return {"found": named(effect["found"]), "lost": named(effect["lost"]), "error": effect["error"]}


def _duplicates(submission: Submission, reviewed: ProfileData, user: Any) -> list[Any]:
    if not reviewed.name:
        return []
    return find_duplicates(
        name=reviewed.name,
        postcode=reviewed.postcode or "",
        town=reviewed.town or "",
        register_number=reviewed.register_number or "",
        register_court=reviewed.register_court or "",
        vat_id=reviewed.vat_id or "",
        exclude=submission.company,
        among=Company.objects.staffed_by(user),
    )
