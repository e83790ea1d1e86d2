"""Files too large to keep: a list of 50,000 firms and a workbook that unpacks to more than 200 MB."""

import io
import zipfile

ROWS = 50_000
HEADER = (
    'Firmenname;PLZ;Ort;E-Mail;Mitarbeiterzahl;Branchen;1. Kernkompetenzen;"2. Leistungen, die Drittunternehmen '
    'angeboten werden";3. Arbeiten, für die ein Partner gesucht wird;Ausgefüllt am'
).replace('"', "")
PLACES = (
    ("67655", "Kaiserslautern"),
    ("66849", "Landstuhl"),
    ("66877", "Ramstein-Miesenbach"),
    ("67677", "Enkenbach-Alsenborn"),
    ("67697", "Otterberg"),
    ("67685", "Weilerbach"),
    ("66892", "Bruchmühlbach-Miesau"),
    ("67691", "Hochspeyer"),
    ("67731", "Otterbach"),
    ("66882", "Hütschenhausen"),
)
CORE = (
    "CNC-Drehen bis Ø 300 mm",
    "Laserschneiden und Kanten bis 3 m",
    "Schweißbaugruppen bis 5 t",
    "Pulverbeschichten in allen RAL-Tönen",
    "Schaltschrankbau und Verdrahtung",
    "Werkzeug- und Vorrichtungsbau",
    "Spritzguss bis 2 kg",
)
OFFERED = (
    "Lohnfertigung ab Losgröße 1",
    "Serien bis 10.000 Stück",
    "Montage und Prüfung",
    "Eildienst in 48 Stunden",
    "Abholung im Umkreis von 50 km",
)
SOUGHT = ("", "Härterei", "Galvanik", "", "Zerspaner mit 5-Achs-Maschine", "Lackierer", "")
INDUSTRIES = ("Metallbearbeitung", "Maschinenbau", "Fahrzeugbau")


def large_list(rows: int = ROWS) -> bytes:
    """A CSV list: every 5,000th firm has a postcode of four digits, every 12,500th has no name."""
    lines = [HEADER]
    for i in range(1, rows + 1):
        postcode, town = PLACES[i % len(PLACES)]
        cells = (
            "" if i % 12_500 == 0 else f"Musterbetrieb {i:05d} GmbH",
            postcode[:4] if i % 5_000 == 0 else postcode,
            town,
            f"info@musterbetrieb-{i:05d}.example",
            str(1 + i * 7 % 480),
            INDUSTRIES[i % 3],
            CORE[i % 7],
            OFFERED[i % 5],
            SOUGHT[i % 7],
            f"{1 + i % 28:02d}.{1 + i % 10:02d}.2026",
        )
        lines.append(";".join(cells))
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


_ROOT = "http://schemas.openxmlformats.org/"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_ROOT}package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_ROOT}package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_ROOT}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_ROOT}spreadsheetml/2006/main" '
    f'xmlns:r="{_ROOT}officeDocument/2006/relationships"><sheets><sheet name="Liste" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_ROOT}package/2006/relationships"><Relationship '
    f'Id="rId1" Type="{_ROOT}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def _cells(*texts: str) -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts) + "</row>"


def repeated_workbook(rows: int, *, extra: dict[str, bytes] | None = None) -> bytes:
    """A workbook of equal rows; a million of them pack into about 1 MB and unpack to more than 200 MB."""
    block = _cells("Immergleich GmbH", "67655", "Kaiserslautern", "Drehen, Fräsen, Schleifen, Schweißen" * 2)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            head = _cells("Firmenname", "PLZ", "Ort", "1. Kernkompetenzen")
            sheet.write(f'<worksheet xmlns="{_ROOT}spreadsheetml/2006/main"><sheetData>{head}'.encode())
            for _ in range(rows // 1000):
                sheet.write((block * 1000).encode())
            sheet.write((block * (rows % 1000) + "</sheetData></worksheet>").encode())
    return buffer.getvalue()


def with_stated_size(archive: bytes, name: str, size: int) -> bytes:
    """The same archive, lying in its directory about the unpacked size of one part."""
    position = archive.rindex(b"PK\x01\x02", 0, archive.rindex(name.encode()))
    return archive[: position + 24] + size.to_bytes(4, "little") + archive[position + 28 :]
