"""What staff do with mails: the same from the list and from the page of one mail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from outbox.domain.mails import cancel_mail, repeat_mail, settle_mail
from outbox.enums import OPEN_STATES, MailState
from outbox.models import Mail
from outbox.notifications import kind_of


@dataclass(frozen=True)
class MailAction:
    """`label` stands on the button, `done` after the number of mails; `fits` says for which mails it is offered."""

    name: str
    label: str
    done: str
    work: Callable[[Mail, Any], Any]
    fits: Callable[[Mail], bool]


def _is_repeatable(mail: Mail) -> bool:
    kind = kind_of(mail.kind)
    return bool(
        kind and kind.repeatable and mail.text and mail.state not in (*OPEN_STATES, MailState.UNCLEAR)
    )


ACTIONS = (
    MailAction(
        "repeat",
        "Erneut senden",
        "wird erneut gesendet; Links darin sind neu",
        lambda mail, actor: repeat_mail(mail=mail, actor=actor),
        _is_repeatable,
    ),
    MailAction(
        "cancel",
        "Nicht mehr senden",
        "wird nicht mehr gesendet",
        lambda mail, actor: cancel_mail(mail=mail, actor=actor),
        lambda mail: mail.state == MailState.WAITING,
    ),
    MailAction(
        "settle_sent",
        "Als gesendet geklärt",
        "gilt als gesendet",
        lambda mail, actor: settle_mail(mail=mail, was_sent=True, actor=actor),
        lambda mail: mail.state == MailState.UNCLEAR,
    ),
    MailAction(
        "settle_not_sent",
        "Als nicht gesendet geklärt",
        "gilt als nicht gesendet",
        lambda mail, actor: settle_mail(mail=mail, was_sent=False, actor=actor),
        lambda mail: mail.state == MailState.UNCLEAR,
    ),
)
BY_NAME = {action.name: action for action in ACTIONS}


def carry_out(model_admin: Any, request: HttpRequest, action: MailAction, mails: Iterable[Mail]) -> None:
    """Do the action for each mail, say for how many it was done and why not for the others, and log it."""
    done = 0
    for mail in mails:
        try:
            action.work(mail, request.user)
        except ValidationError as error:
            messages.warning(request, f"„{mail.subject}“ an {mail.recipient}: {' '.join(error.messages)}")
        else:
            done += 1
            model_admin.log_change(request, mail, action.label)
    if done:
        messages.success(
            request, f"1 E-Mail {action.done}." if done == 1 else f"{done} E-Mails: {action.label}."
        )


def list_action(action: MailAction) -> Callable[..., None]:
    """Return the action as the list of the administration offers it."""

    @admin.action(description=action.label, permissions=["change"])
    def of_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        carry_out(model_admin, request, action, queryset.select_related("recipient"))

    of_selected.__name__ = action.name
    return of_selected
