"""The files that the fuzzer damages: annexes of every format, as printed and with what clerks and programs leave."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sample.make_share import figures

from tests.specimens.annexes import TYPED, Layout, annex
from tests.specimens.books import CAN, WRITERS
from tests.specimens.damage import put
from tests.specimens.traits import cut, scaled, with_authors, with_controls, with_traits, without_fonts

LIKE = ("01834", "01852")  # units whose figures are accepted
CUT_ABOVE = "sanctioned_buyer"
SCALED = "hotspots"
CONTROLS = ("fac_total", "comm_attendees")  # in a form field, in a content control
TICKED = {"prog_hiv": "Có", "prog_drug": "Có", "prog_jobs": ""}  # a check box, a drop-down, a prompt
_TIME = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d")

Typed = Mapping[str, Any]


@lru_cache(maxsize=1)
def originals() -> Mapping[str, tuple[bytes, ...]]:
    """By format the files to damage: a ward's annex as printed; others with all that clerks and programs leave in one
    (``specimens.traits``), cut into two tables, and as a Word document with controls; a blank form; and the last with a
    figure of its own on nearly every row.
    """
    nil = dict.fromkeys(TYPED, "-")
    # no text stands in two cells, since programs keep it once and one harm would hit both
    numbers = {name: _own_figure(n, typed) for n, (name, (typed, _)) in enumerate(TYPED.items(), start=200)}
    first, second = (
        {**nil, **{name: int(v) if v.isdigit() and v[0] != "0" else v for name, v in figures()[unit].items()}}
        for unit in LIKE
    )
    blank = annex(Layout(), typed=dict.fromkeys(TYPED))
    made = {name: _originals_of(name, first, second, numbers) for name in WRITERS}
    files = {
        name: (*some, write([blank.page]), last)
        for (name, write), (*some, last) in zip(WRITERS.items(), made.values(), strict=True)
    }
    return {name: tuple(map(_timeless, group)) for name, group in files.items()}


def _originals_of(name: str, first: Typed, second: Typed, numbers: Typed) -> Sequence[bytes]:
    write, plain = WRITERS[name], annex(Layout(), typed=second)
    traits = with_traits(first, in_words="Kh_x00F4_ng có" if name in ("xlsx", "xlsm") else "Không có")
    page = traits.page if "fonts" in CAN[name] else without_fonts(traits.page)
    files = [write([annex(Layout(), typed=first).page]), with_authors(name, write([page]))]
    if "several_sheets" in CAN[name]:
        files.append(write(cut(plain, CUT_ABOVE)))
    if name == "docx":
        files.append(with_controls(write([plain.page]), plain, {n: str(second[n]) for n in CONTROLS} | TICKED))
    full = annex(Layout(), typed={**numbers, SCALED: 12_000})
    return [*files, write([scaled(full, SCALED)])]


def _own_figure(number: int, typed: Any) -> Any:
    if typed == "4,6%":
        return f"{number / 10}%".replace(".", ",")
    return number if isinstance(typed, int) and typed else typed


def _timeless(content: bytes) -> bytes:
    """The same archive without the time at which it was written, so that a seed does the same harm tomorrow."""
    if not content.startswith(b"PK"):
        return content
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            put(target, name, _TIME.sub(b"2024-06-01T00:00:00", source.read(name)))
    return written.getvalue()
