"""Uploads: told by their content, drawn anew, never more than they should be."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from companies.enums import FileKind, FileType
from companies.models import StoredFile
from profiles.domain.submitting import withdraw
from profiles.domain.uploads import LARGEST, checked, store_upload
from tests.factories import ClusterFactory, SubmissionFactory

SECRET = b"49.44 Nord, 7.76 Ost"


def picture(kind: str, size: tuple[int, int] = (60, 30), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "navy").save(target, kind, **options)
    return target.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header names a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_are_drawn_anew_without_what_was_hidden_in_them(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    data = picture(kind, (2000, 1000), exif=exif.tobytes()) + b"<script>alert(1)</script>"
    assert SECRET in data
    content, content_type = checked(FileKind.LOGO, data)
    assert content_type == FileType.PNG
    assert SECRET not in content
    assert b"<script>" not in content
    drawn = Image.open(io.BytesIO(content))
    assert (drawn.size, dict(drawn.getexif())) == ((640, 320), {})
    assert checked(FileKind.CERTIFICATE, data)[1] == FileType.JPEG


def test_a_photograph_is_kept_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content, _ = checked(FileKind.CERTIFICATE, picture("JPEG", (60, 30), exif=exif.tobytes()))
    assert Image.open(io.BytesIO(content)).size == (30, 60)


def test_a_see_through_logo_stays_see_through() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(target, "PNG")
    content, _ = checked(FileKind.LOGO, target.getvalue())
    assert Image.open(io.BytesIO(content)).getpixel((5, 5)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"", FileKind.LOGO, "leer"),
        (b"\0" * (LARGEST[FileKind.LOGO] + 1), FileKind.LOGO, "höchstens 4 MB"),
        (b"%PDF-1.7\n" + b"\0" * LARGEST[FileKind.CERTIFICATE], FileKind.CERTIFICATE, "höchstens 8 MB"),
        (b"%PDF-1.7\n", FileKind.LOGO, "möglich ist ein Bild"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            FileKind.LOGO,
            "möglich ist ein Bild",
        ),
        (b"<html><script>alert(1)</script></html>", FileKind.CERTIFICATE, "möglich ist ein PDF"),
        (b"MZ" + b"\0" * 200, FileKind.CERTIFICATE, "möglich ist ein PDF"),
        (picture("GIF"), FileKind.LOGO, "möglich ist ein Bild"),
        (picture("PNG")[:60], FileKind.LOGO, "beschädigt"),
        (png_that_claims(30_000, 30_000), FileKind.LOGO, "zu viele Bildpunkte"),
        (png_that_claims(10_000, 7_000), FileKind.LOGO, "zu viele Bildpunkte"),
        (png_that_claims(3_000, 3_000), FileKind.LOGO, "beschädigt"),
    ],
)
def test_everything_else_is_refused_in_words(data: bytes, kind: FileKind, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        checked(kind, data)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF0000WEBP"]),
)
def test_no_bytes_bring_it_down(data: bytes, start: bytes) -> None:
    try:
        said = [str(checked(FileKind.CERTIFICATE, start + data)[1].label)]
    except ValidationError as refused:
        said = refused.messages
    assert len(said) == 1
    assert said[0].endswith((".", "JPEG-Bild"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("ISO 9001.pdf", "ISO 9001.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Eigene Dateien\\Urkunde.PDF.exe", "Urkunde-PDF.pdf"),
        ('a"\r\nX-Evil: 1.pdf', "a---X-Evil- 1.pdf"),
        ("😀.pdf", "Datei.pdf"),
        ("", "Datei.pdf"),
        ("ä" * 300 + ".pdf", "ä" * 116 + ".pdf"),
    ],
)
def test_names_are_harmless(name: str, kept: str, db: None) -> None:
    submission = SubmissionFactory()
    stored = store_upload(
        submission=submission, kind=FileKind.CERTIFICATE, name=name, data=b"%PDF-1.7\n", actor=None
    )
    assert stored.file_name == kept
    assert list(submission.files.all()) == [stored]


def test_nothing_is_uploaded_to_what_is_closed(db: None) -> None:
    submission = SubmissionFactory(cluster=ClusterFactory())
    withdraw(submission=submission, actor=None)
    with pytest.raises(ValidationError, match="zurückgezogen"):
        store_upload(
            submission=submission, kind=FileKind.CERTIFICATE, name="a.pdf", data=b"%PDF-1.7\n", actor=None
        )
    assert StoredFile.objects.count() == 0
