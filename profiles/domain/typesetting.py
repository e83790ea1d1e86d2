"""Setting a document with Typst, without any package or font from elsewhere."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


def pdf_of(template: Path, data: Mapping[str, Any]) -> bytes:
    """Return a template filled with data as tagged PDF (PDF/UA-1, ISO 14289-1).

    In: the Typst file, and what it reads as JSON from the input "data". Raises RuntimeError when Typst cannot set it,
    which no data make happen: templates show texts as texts.
    """
    made = typst.compile(
        str(template),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
    )
    return bytes(made)
