"""Taking in a file: told by its content, made harmless, kept with the submission."""

import io
import warnings
from typing import TYPE_CHECKING

import puremagic
from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, ImageOps

from companies.enums import FileKind, FileType
from companies.models import StoredFile
from companies.models.stored import LONGEST_FILE_NAME
from profiles.domain.submission_states import locked, what_happened
from profiles.models import Submission

if TYPE_CHECKING:
    from accounts.models import User

MEGABYTE = 1024 * 1024
LARGEST = {FileKind.LOGO: 4 * MEGABYTE, FileKind.CERTIFICATE: 8 * MEGABYTE}
"""Most bytes of an upload."""

MOST_PIXELS = 60_000_000
"""Most pixels of an uploaded picture; a phone's largest photographs have fifty million."""

SHOWN_WITHIN = {FileKind.LOGO: (640, 320), FileKind.CERTIFICATE: (2400, 2400)}
"""Width and height in pixels within which a picture is kept."""

MOST_FILES = 60
"""Most files of one submission."""

_PICTURES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".jfif": "JPEG", ".webp": "WEBP"}


def store_upload(
    *, submission: Submission, kind: FileKind, name: str, data: bytes, actor: "User | None"
) -> StoredFile:
    """Keep a file with a submission that is still being written.

    In: the bytes and the name as they came. Out: the stored file; pictures are drawn anew, upright and small, so
    that nothing hidden in them is kept. Raises ValidationError for what is too large or neither PDF, PNG, JPEG nor
    WebP, and where nothing may be written any more.
    """
    content, content_type = checked(kind, data)
    with transaction.atomic():
        current = locked(submission)
        if not current.is_writable:
            raise ValidationError(what_happened(current), code="transition")
        if current.files.count() >= MOST_FILES:
            raise ValidationError(f"Es sind höchstens {MOST_FILES} Dateien möglich.", code="many")
        stored = StoredFile.objects.create(
            kind=kind,
            content_type=content_type,
            file_name=_file_name(name, content_type),
            content=content,
            size=len(content),
            uploaded_by=actor,
        )
        current.files.add(stored)
    return stored


def checked(kind: FileKind, data: bytes) -> tuple[bytes, FileType]:
    """Return the bytes to keep and their type; raises ValidationError with a German sentence."""
    limit = LARGEST[kind]
    if not data:
        raise ValidationError("Die Datei ist leer.", code="empty")
    if len(data) > limit:
        raise ValidationError(
            f"Die Datei ist zu groß: höchstens {limit // MEGABYTE} MB sind möglich.", code="large"
        )
    ending = _ending(data)
    if ending == ".pdf" and kind == FileKind.CERTIFICATE:
        return data, FileType.PDF
    if ending in _PICTURES:
        return _redrawn(data, _PICTURES[ending], kind)
    wanted = (
        "ein Bild (PNG, JPEG oder WebP)"
        if kind == FileKind.LOGO
        else "ein PDF oder ein Bild (PNG, JPEG, WebP)"
    )
    raise ValidationError(f"Diese Datei lässt sich nicht verwenden; möglich ist {wanted}.", code="type")


def _ending(data: bytes) -> str:
    """Return the ending that belongs to the content; a PDF begins with its mark, whatever else it may be as well."""
    if data.startswith(b"%PDF-"):
        return ".pdf"
    try:
        return puremagic.from_string(data)
    except (puremagic.PureError, ValueError):
        return ""


def _redrawn(data: bytes, picture_format: str, kind: FileKind) -> tuple[bytes, FileType]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[picture_format]) as opened:
                _check_pixels(opened.width * opened.height)
                opened.draft("RGB", SHOWN_WITHIN[kind])
                picture = ImageOps.exif_transpose(opened)
                return _saved(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, IndexError, MemoryError) as error:
        raise ValidationError(
            "Das Bild ist beschädigt und lässt sich nicht öffnen.", code="broken"
        ) from error


def _saved(picture: Image.Image, kind: FileKind) -> tuple[bytes, FileType]:
    is_see_through = kind == FileKind.LOGO and picture.has_transparency_data
    redrawn = picture.convert("RGBA" if is_see_through else "RGB")
    redrawn.thumbnail(SHOWN_WITHIN[kind])
    target = io.BytesIO()
    if kind == FileKind.LOGO:
        clean = Image.new(redrawn.mode, redrawn.size)
        clean.paste(redrawn)
        clean.save(target, "PNG", optimize=True)
        return target.getvalue(), FileType.PNG
    clean = Image.new("RGB", redrawn.size)
    clean.paste(redrawn)
    clean.save(target, "JPEG", quality=82)
    return target.getvalue(), FileType.JPEG


def _check_pixels(number: int) -> None:
    if number > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    return ValidationError("Das Bild hat zu viele Bildpunkte. Bitte verkleinern Sie es.", code="pixels")


def _file_name(name: str, content_type: FileType) -> str:
    """Return a harmless name that ends as its type asks for."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(sign if sign.isalnum() or sign in " -_()" else "-" for sign in stem).strip(" -.")
    ending = {FileType.PDF: ".pdf", FileType.PNG: ".png", FileType.JPEG: ".jpg"}[content_type]
    return (kept or "Datei")[: LONGEST_FILE_NAME - len(ending)] + ending
