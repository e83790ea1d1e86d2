"""From draft to published to archived: the one way in which the state of a firm changes."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from companies.domain.recording import save_recorded
from companies.enums import COMPANY_TRANSITIONS, CompanyState
from companies.models import Company
from companies.search.rows import remove_row, write_row

if TYPE_CHECKING:
    from accounts.models import User


def publish(*, company: Company, actor: "User | None", reason: str = "veröffentlicht") -> Company:
    """Show a firm in the directory; nothing happens when it is shown already."""
    return change_state(company=company, to=CompanyState.PUBLISHED, actor=actor, reason=reason)


def unpublish(*, company: Company, actor: "User | None", reason: str = "zurückgezogen") -> Company:
    """Take a firm out of the directory for the time being."""
    return change_state(company=company, to=CompanyState.DRAFT, actor=actor, reason=reason)


def archive(*, company: Company, actor: "User | None", reason: str = "archiviert") -> Company:
    """Take a firm out of the directory for good, keeping its data."""
    return change_state(company=company, to=CompanyState.ARCHIVED, actor=actor, reason=reason)


def change_state(
    *, company: Company, to: CompanyState, actor: "User | None", reason: str, into: Company | None = None
) -> Company:
    """Bring a firm into another state and its search row with it.

    In: the firm, the state, who and why; `into` is the firm that takes over when the state is MERGED. Out: the
    stored firm. Raises ValidationError where COMPANY_TRANSITIONS does not allow the step.
    """
    with transaction.atomic():
        current = Company.objects.select_for_update().get(pk=company.pk)
        if current.state == to:
            return current
        if to not in COMPANY_TRANSITIONS[current.state]:
            raise ValidationError(
                f"„{current}“ ist {current.get_state_display()} und kann nicht {to.label} werden.",
                code="transition",
            )
        current.state = to
        current.merged_into = into
        save_recorded(current, actor=actor, reason=reason)
        index(current)
    company.state, company.merged_into = current.state, current.merged_into
    return current


def index(company: Company) -> None:
    """Write the search row of a published firm, leave a tombstone for any other; call it in the transaction."""
    if company.state == CompanyState.PUBLISHED:
        write_row(company)
    else:
        remove_row(company)
