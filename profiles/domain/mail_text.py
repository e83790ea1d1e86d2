"""Answers by mail: between quoted questions or behind `Frage:`, without signature, disclaimer and older mails."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from profiles.domain.combined import Sender
from profiles.domain.csv_file import line_ending_of
from profiles.domain.fields import Target, target_of
from profiles.domain.messages import Place
from profiles.domain.result import Mapped, Reading, Record
from profiles.domain.rows import Answer, fill
from profiles.domain.values import ValueProblemError, first_date, parse_date
from profiles.enums import Layout, Outcome

FEWEST_ANSWERS = 2

_QUOTED = re.compile(r"^\s*>+\s?(.*)$")
_OLDER_MAIL = re.compile(
    r"^\s*(-{3,}\s*(Urspr(ü|ue)ngliche Nachricht|Original Message|Weitergeleitete Nachricht).*"
    r"|(Am|On) .{5,80}(schrieb|wrote).*:\s*|_{10,}\s*)$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--\s*$")
_GREETING = re.compile(
    r"^\s*(mit (freundlichen?|besten|herzlichen|kollegialen) gr(ü|ue)(ß|ss)en?|"
    r"(viele|beste|sch(ö|oe)ne|liebe|freundliche|herzliche)n? gr(ü|ue)(ß|ss)e|gru(ß|ss)\b|mfg|vg\b|lg\b|i\. ?a\. )",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^(Von|From|An|To|Datum|Date|Gesendet|Sent|Betreff|Subject|Cc|Kopie):\s*(.*)$", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LABELLED = re.compile(r"^\s*([^:]{2,80}?)\s*:\s*(.*)$")
_LIST_MARK = re.compile(r"^\s*([-–•*]|\d{1,2}[.)])\s+")


@dataclass
class _Exchange:
    """A question with the lines that answer it."""

    target: Target
    question: str
    lines: list[tuple[int, str]]

    @property
    def first_line(self) -> int:
        return next(
            (number for number, text in self.lines if text.strip()), self.lines[0][0] if self.lines else 0
        )

    @property
    def answer(self) -> str:
        return unwrapped([text for _number, text in self.lines])


@dataclass(frozen=True)
class _Letter:
    """A mail without its headers: numbered body lines, who sent it, on which day, in which subject."""

    lines: list[tuple[int, str]]
    sender: Sender
    sent_on: str


def unwrapped(lines: list[str]) -> str:
    """Join lines that a mail program broke; list entries and paragraphs keep their own line."""
    joined: list[str] = []
    paragraph_ended = True
    for line in lines:
        text = line.strip()
        if not text:
            paragraph_ended = True
            continue
        if joined and not paragraph_ended and not _LIST_MARK.match(line):
            joined[-1] += " " + text
        else:
            joined.append(text)
        paragraph_ended = False
    return "\n".join(joined)


def open_mail(data: bytes, encoding: str) -> Reading | None:
    """Read a mail with answers to the questionnaire.

    In: data – the file, a mail as sent (.eml) or saved as text; encoding – of the text. Out: a reading with one
    record that a person confirms, or None where fewer than two answers were found.
    """
    text = data.decode(encoding, errors="replace")
    letter = _as_sent(data) or _as_text(text)
    quoted = _exchanges(letter.lines, _quoted_question)
    found = quoted if len(quoted) >= FEWEST_ANSWERS else _exchanges(letter.lines, _labelled_question)
    if len(found) < FEWEST_ANSWERS:
        return None
    record = Record(row=None, raw=[exchange.answer for exchange in found])
    fill(record, [_answer(exchange) for exchange in found], layout=Layout.MAIL, sender=letter.sender)
    if not record.fields.get("last_confirmed"):
        record.fields["last_confirmed"] = _day(letter.sent_on)
    return Reading(
        outcome=Outcome.PROPOSAL,
        layout=Layout.MAIL,
        format={
            "type": "text",
            "encoding": encoding,
            "line_ending": line_ending_of(text[:100_000]),
            **({"question_prefix": "> "} if found is quoted else {}),
        },
        headers=[exchange.question for exchange in found],
        mapping=[
            Mapped(f"Textzeile {exchange.first_line}", exchange.question, name)
            for exchange in found
            for name in exchange.target.fields
        ],
        ignored=_left_over(letter.lines),
        records=iter([record]),
    )


def _as_sent(data: bytes) -> _Letter | None:
    if not re.match(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3,}\r?\n", data):
        return None
    mail = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(mail, EmailMessage) or not mail["From"]:
        return None
    body = mail.get_body(("plain",))
    if body is None:
        return None
    name, address = parseaddr(str(mail["From"]))
    sent = parsedate_to_datetime(str(mail["Date"])).date().isoformat() if mail["Date"] else ""
    lines = str(body.get_content()).splitlines()
    return _Letter(list(enumerate(lines, 1)), Sender(name, address), sent)


def _as_text(text: str) -> _Letter:
    lines = list(enumerate(text.splitlines(), 1))
    headers: dict[str, str] = {}
    start = 0
    for index, (_number, line) in enumerate(lines):
        header = _HEADER.match(line)
        if not header:
            start = index
            break
        headers[header[1].casefold()] = header[2].strip()
    written_by = headers.get("von") or headers.get("from") or ""
    address = _ADDRESS.search(written_by)
    name = re.sub(r"[<(\[].*|\".*?@.*", "", written_by).strip(' "')
    sent = next((headers[key] for key in ("datum", "date", "gesendet", "sent") if key in headers), "")
    return _Letter(lines[start:], Sender(name, address[0] if address else ""), sent)


def _day(text: str) -> object:
    try:
        return parse_date(first_date(text))
    except ValueProblemError:
        return None


_Asked = tuple[Target, str, str, int]
"""Target, question, rest of the line that already answers, lines used."""


def _quoted_question(lines: list[tuple[int, str]], index: int) -> _Asked | None:
    """The question in a quoted line, or in two where the mail program broke it."""
    parts: list[str] = []
    for offset in range(2):
        quoted = _QUOTED.match(lines[index + offset][1]) if index + offset < len(lines) else None
        if not quoted or not quoted[1].strip():
            break
        parts.append(quoted[1].strip())
        question = " ".join(parts).rstrip(": ")
        target = target_of(question)
        if target:
            return target, question, "", offset + 1
    return None


def _labelled_question(lines: list[tuple[int, str]], index: int) -> _Asked | None:
    """The question in a line such as `Kernkompetenzen: Drehen und Fräsen`."""
    labelled = _LABELLED.match(lines[index][1])
    target = target_of(labelled[1]) if labelled and not _QUOTED.match(lines[index][1]) else None
    return (target, labelled[1], labelled[2], 1) if labelled and target else None


def _exchanges(
    lines: list[tuple[int, str]], question_at: Callable[[list[tuple[int, str]], int], _Asked | None]
) -> list[_Exchange]:
    found: list[_Exchange] = []
    asked: set[str] = set()
    open_question = False
    index = 0
    lines = list(_own_words(lines))
    while index < len(lines):
        number, line = lines[index]
        question = question_at(lines, index)
        if question:
            target, text, rest, used = question
            open_question = not asked.intersection(target.fields)
            if open_question:
                asked.update(target.fields)
                found.append(_Exchange(target, text, [(number, rest)] if rest else []))
            index += used
            continue
        if _GREETING.match(line) and found and _no_question_after(lines, index, question_at):
            break
        if open_question and not _QUOTED.match(line):
            found[-1].lines.append((number, line))
        index += 1
    return found


def _own_words(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for number, line in lines:
        if _OLDER_MAIL.match(line) or _SIGNATURE.match(line):
            return
        yield number, line


def _no_question_after(
    lines: list[tuple[int, str]],
    index: int,
    question_at: Callable[[list[tuple[int, str]], int], _Asked | None],
) -> bool:
    return not any(question_at(lines, later) for later in range(index + 1, len(lines)))


def _answer(exchange: _Exchange) -> Answer:
    def place(name: str) -> Place:
        number = exchange.first_line
        return Place(row=number, header=exchange.question, field=name, prefix=f"Textzeile {number}")

    return Answer(exchange.target, exchange.answer, place)


def _left_over(lines: list[tuple[int, str]]) -> list[str]:
    ignored = []
    if any(_GREETING.match(line) for _number, line in lines):
        ignored.append("Grußformel und Signatur")
    if any(_SIGNATURE.match(line) for _number, line in lines):
        ignored.append("alles unter der Trennlinie „--“ (Signatur, Vertraulichkeitshinweis)")
    older = next((line.strip() for _number, line in lines if _OLDER_MAIL.match(line)), "")
    if older:
        ignored.append(f"alles ab „{older}“")
    return ignored
