"""Lists of firms to invite: any file that the import reads, of which only names and addresses are taken."""

from dataclasses import dataclass, field

from companies.models import Cluster
from profiles.domain.inviting import Addressee
from profiles.domain.matching import matched
from profiles.domain.reading import UnreadableError, read_file, walk, without_rows
from profiles.domain.staging import FileRefusedError
from profiles.domain.stored_directory import StoredDirectory
from profiles.enums import Outcome, RowAction, Severity

MOST_REASONS = 50
"""How many things are named that could not be taken."""

_COLUMNS = ("name", "email", "phone", "street", "postcode", "town")
_OF_ADDRESS = {*_COLUMNS, "contact.email"}


@dataclass
class AddressList:
    """Who stands in a list, and in German which rows or parts of an address cannot be taken and why."""

    addressees: list[Addressee] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read_addresses(*, name: str, data: bytes, cluster: Cluster) -> AddressList:
    """Read the rows of a list of addresses; a firm that the directory knows for sure is named as that firm.

    A row that resembles a stored firm without being it for sure is not taken: its link would let somebody write for
    that firm. Raises FileRefusedError for a file that cannot be read.
    """
    reading = read_file(name, data)
    if reading.outcome == Outcome.REJECT:
        raise FileRefusedError(reading.messages)
    directory = StoredDirectory(cluster)
    found = AddressList()
    try:
        for record in matched(directory.ahead(walk(reading)), directory, reading.mapping):
            if record.action == RowAction.SKIPPED:
                continue
            where = f"Zeile {record.row}" if record.row else "Die Datei"
            if record.action == RowAction.REJECTED:
                reasons = " ".join(entry.text for entry in record.messages) or record.reason
                found.refused.append(reasons if reasons.startswith(where) else f"{where}: {reasons}")
            elif record.firm is None and record.likeness and record.likeness.row:
                found.refused.append(
                    f"{where}: „{record.fields['name']}“ steht schon in Zeile {record.likeness.row}."
                )
            elif record.firm is None and record.likeness:
                found.refused.append(
                    f"{where}: „{record.fields['name']}“ ähnelt „{record.likeness.name}“. Ist es dieselbe Firma, "
                    "laden Sie sie aus der Liste der Unternehmen ein."
                )
            else:
                texts = {column: str(record.fields.get(column) or "") for column in _COLUMNS}
                texts["email"] = texts["email"] or str(record.fields.get("contact.email") or "")
                company = directory.company(record.firm) if record.firm else None
                found.addressees.append(Addressee(**texts, company=company))
                found.refused += [
                    entry.text
                    for entry in record.messages
                    if entry.place.field in _OF_ADDRESS and entry.severity != Severity.INFO
                ]
    except UnreadableError as refused:
        raise FileRefusedError(refused.reading.messages) from refused
    if not found.addressees and not found.refused:
        raise FileRefusedError(without_rows(reading).messages)
    del found.refused[MOST_REASONS:]
    return found
