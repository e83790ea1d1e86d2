"""Addresses: who they are, what they chose, and whether something may be sent to them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from outbox.enums import Frequency, LegalBasis, ObjectionVia
from outbox.models import Address, Mail, Preference
from outbox.notifications import MailKind, kind_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser


def address_of(email: str, *, basis: LegalBasis, basis_note: str = "") -> Address:
    """Return the row of an address, made with this legal basis when it was unknown; an existing one keeps its own."""
    found = Address.objects.named(email).first()
    if found is None:
        # Two writers at once: the second finds the row of the first, because the address is unique.
        Address.objects.bulk_create(
            [Address(email=email.strip(), basis=basis, basis_note=basis_note)], ignore_conflicts=True
        )
        found = Address.objects.named(email).get()
    return found


def frequency_of(address: Address, kind: MailKind) -> Frequency:
    """Return how the owner wants this kind: as chosen, otherwise daily for what can be collected."""
    if kind.requested:
        return Frequency.IMMEDIATE
    chosen = Preference.objects.filter(address=address, kind=kind.key).first()
    if chosen is not None:
        return Frequency(chosen.frequency)
    return Frequency.DAILY if kind.can_collect else Frequency.IMMEDIATE


def refusal(address: Address, kind: MailKind) -> str:
    """Return in German why nothing of this kind may be sent to the address, or an empty text."""
    if kind.requested:
        return ""
    if address.objected_at:
        return "Der Empfänger hat weiteren E-Mails widersprochen."
    if address.undeliverable_at:
        return "Die Adresse ist unzustellbar."
    if kind.can_unsubscribe and frequency_of(address, kind) == Frequency.NEVER:
        return "Der Empfänger hat diese Art von E-Mails abbestellt."
    return ""


def may_write_to(email: str, kind: MailKind) -> str:
    """Return in German why a mail of this kind would not be sent to the address, or an empty text."""
    address = Address.objects.named(email).first()
    return refusal(address, kind) if address else ""


def save_address(*, address: Address, actor: AbstractUser | None) -> None:
    """Store an address that staff wrote down, or another legal basis. Raises ValidationError when it is not valid."""
    address.full_clean()
    _save(address, actor=actor, reason="Rechtsgrundlage")


@transaction.atomic
def choose_frequency(*, address: Address, kind: MailKind, frequency: Frequency) -> None:
    """Keep what the owner of the address (whoever holds its personal link) wants of one kind.

    Raises ValueError for a wish that this kind does not offer, see `frequencies_of`.
    """
    if frequency not in frequencies_of(kind):
        raise ValueError(f"{kind.key} cannot be had {frequency}.")
    Preference.objects.update_or_create(address=address, kind=kind.key, defaults={"frequency": frequency})


def frequencies_of(kind: MailKind) -> tuple[Frequency, ...]:
    """Return what can be chosen for a kind; at least "at once"."""
    offered = [Frequency.IMMEDIATE]
    if kind.can_collect:
        offered.append(Frequency.DAILY)
    if kind.can_unsubscribe:
        offered.append(Frequency.NEVER)
    return tuple(offered)


def choosable_kinds(address: Address, shown_in: MailKind | None) -> list[MailKind]:
    """Return the kinds among which the owner of an address can choose: those sent to it so far, and `shown_in`."""
    keys = set(Mail.objects.filter(recipient=address).order_by().values_list("kind", flat=True).distinct())
    keys |= {shown_in.key} if shown_in else set()
    found = [kind for key in sorted(keys) if (kind := kind_of(key))]
    return [kind for kind in found if len(frequencies_of(kind)) > 1]


@transaction.atomic
def object_to_mail(
    *, address: Address, via: ObjectionVia, actor: AbstractUser | None, now: datetime | None = None
) -> None:
    """Stop all mail to an address; what already waits is refused when it is due. A second objection changes nothing."""
    address = Address.objects.select_for_update(no_key=True).get(pk=address.pk)
    if address.objected_at is None:
        address.objected_at, address.objected_via = now or timezone.now(), via
        _save(address, actor=actor, reason=f"Widerspruch {via.label}")


def lift_objection(*, address: Address, actor: AbstractUser | None, reason: str) -> None:
    """Take an objection back, because its owner wants mail again; `reason` says how we know."""
    if address.objected_at is not None:
        address.objected_at, address.objected_via = None, ""
        _save(address, actor=actor, reason=reason)


def mark_undeliverable(
    *, address: Address, reason: str, actor: AbstractUser | None, now: datetime | None = None
) -> None:
    """Note that nothing reaches an address; until somebody says otherwise no more mail goes there."""
    address.undeliverable_at, address.undeliverable_reason = now or timezone.now(), reason[:300]
    _save(address, actor=actor, reason="unzustellbar")


def mark_deliverable(*, address: Address, actor: AbstractUser | None) -> None:
    """Write to an address again, for example after its mailbox was repaired."""
    address.undeliverable_at, address.undeliverable_reason = None, ""
    _save(address, actor=actor, reason="wieder zustellbar")


def _save(address: Address, *, actor: AbstractUser | None, reason: str) -> None:
    address._history_user = actor  # type: ignore[attr-defined]
    address._change_reason = reason[:100]  # type: ignore[attr-defined]
    address.save()
