"""What publishing a submission would change in the search: found by what it was not found by before, and vice versa."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from companies.domain.profile_json import only_fields
from companies.enums import CompanyState
from companies.models import Company
from companies.search import packing
from companies.search.nodes import PREFIXES
from companies.search.packing import Standing
from companies.search.rows import facts_of
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from profiles.domain.answers import reviewed_of, wanted_changes
from profiles.domain.publishing_answers import write_answers
from profiles.models import Submission

_SHOWN = {
    PREFIXES[Kind.PROCESS]: Kind.PROCESS,
    PREFIXES[Kind.MATERIAL]: Kind.MATERIAL,
    PREFIXES[Kind.CERTIFICATE]: Kind.CERTIFICATE,
    PREFIXES[Kind.INDUSTRY]: Kind.INDUSTRY,
}


def effect_of(submission: Submission) -> dict[str, Any]:
    """Return what the search gains and loses, from the firm's index row before and after a trial of the change.

    In: a locked submission. Out: `found` and `lost`, lists of [kind, key, German name] in the order of the
    alphabet; `error` in words where the change cannot be written. The trial is taken back whole. To be called in
    a transaction.
    """
    before = _terms(_stored(submission.company_id))
    after = before
    error = ""
    with transaction.atomic():
        mark = transaction.savepoint()
        try:
            wanted = only_fields(reviewed_of(submission), wanted_changes(submission))
            change = write_answers(submission, wanted, None, source="Probe")
            after = _terms(_stored(change.company_id))
        except ValidationError as problem:
            error = " ".join(problem.messages)
        except (DataError, IntegrityError):
            error = "Ein Wert passt nicht in das Verzeichnis."
        transaction.savepoint_rollback(mark)
    return {"found": _named(after - before), "lost": _named(before - after), "error": error}


def _stored(pk: int | None) -> Company | None:
    return Company.objects.get(pk=pk) if pk else None


def _terms(company: Company | None) -> set[tuple[Kind, str]]:
    if company is None or company.state != CompanyState.PUBLISHED:
        return set()
    facts = facts_of(company, current_vocabulary())
    stated = {
        term
        for term, (code, _) in facts.concepts.items()
        if packing.standing_of(code) not in (Standing.HINT, Standing.TRACE)  # these only help the order
    }
    terms = {*stated, *(term for term, _, _ in facts.certificates)}
    return {
        (kind, term.removeprefix(prefix))
        for term in terms
        for prefix, kind in _SHOWN.items()
        if term.startswith(prefix)
    }


def _named(terms: set[tuple[Kind, str]]) -> list[list[str]]:
    vocabulary = current_vocabulary()
    return sorted(
        ([kind.value, key, vocabulary.node(kind, key).name_de] for kind, key in terms),
        key=lambda entry: entry[2].casefold(),
    )
