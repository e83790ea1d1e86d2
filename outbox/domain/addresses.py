"""Addresses: who they are, what they chose, and whether something may be sent to them."""

from __future__ import annotations

from outbox.enums import Frequency, LegalBasis
from outbox.models import Address, Preference
from outbox.notifications import MailKind


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
