"""Every format that has fonts or number formats, crossed with what they make of a figure for who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.annexes import Layout, annex
from tests.specimens.books import CAN, WRITERS, Page, Pieces
from tests.specimens.submissions import submission
from wardreport.domain.figure import Status
from wardreport.domain.submission import ParsedForm
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse

pytestmark = pytest.mark.slow

# what stands in a cell in pieces; value, rule of the remark or of the defect, suggestion
SEEN: dict[str, tuple[Pieces, Any, str, Any]] = {
    "a digit struck out before": ((("1", "struck"), ("6", "")), 6, "struck_out", None),
    "the old figure struck out": ((("16", "struck"), (" 15", "")), 15, "struck_out", None),
    "the old figure struck out behind": ((("15 ", ""), ("16", "struck")), 15, "struck_out", None),
    "a digit struck out in the middle": ((("1", ""), ("2", "struck"), ("3", "")), None, "struck_out", 13),
    "all struck out": ((("16", "struck"),), None, "struck_out", None),
    "a raised digit": ((("2", ""), ("1", "raised")), None, "raised_mark", 2),
    "a raised mark": ((("2", ""), ("(1)", "raised")), 2, "raised_mark", None),
    "a raised star": ((("12", ""), ("*", "raised")), 12, "raised_mark", None),
    "both": ((("3", "struck"), ("2", ""), (" a", "raised")), 2, "raised_mark", None),
}
WITH_FONTS = [name for name in WRITERS if "fonts" in CAN[name]]
WITH_NUMBERS = [name for name in WRITERS if "numbers" in CAN[name] or name == "xls"]
FORMATS: dict[str, tuple[int, Any, Any]] = {  # code: number, value, suggestion
    "#,##0,": (12_000, None, 12),
    "0.0,,": (47_500_000, None, None),
    '0,"K"': (12_000, None, 12),
    '"12"': (5, None, None),
    '0"00"': (5, None, None),
    ";;;": (5, None, None),
    '0 "tụ điểm"': (5, 5, None),
    '#,##0;-#,##0;"-"': (5, 5, None),
    '"khoảng "0': (5, None, 5),
    '"<"0': (5, None, 5),
    '0"+"': (5, None, 5),
    '0" trở lên"': (5, None, 5),
    '"("0")"': (5, None, 5),
    '0"%"': (5, None, 5),
    '0" trăm"': (5, None, 500),
    '0"O"': (5, None, 50),
    "#,##0.000": (5, None, 5000),
    "0*0": (5, None, None),
    '"TRUE"': (5, None, None),
    '#,##0\\ "cơ sở"': (19_810, 19_810, None),
    "#,##0.00": (5, 5, None),
    '* #,##0" người"': (19_810, 19_810, None),
}


def _read(page: Page, name: str, folder: Path, metadata: Metadata) -> ParsedForm:
    return parse(submission(folder, WRITERS[name]([page]), folder_unit="01837"), metadata)


def _of_hotspots(form: ParsedForm) -> tuple[Status, Any, str | None, Any]:
    read = next(o for o in form.observations if o.indicator == "hotspots")
    defect = form.readings.get("hotspots")
    told = [d.rule for d in form.detections if d.indicator == "hotspots"]
    rule = defect.rule if defect else next(iter(told), None)
    return read.status, read.value, rule, defect.suggestion if defect else None


@pytest.mark.parametrize("name", WITH_FONTS)
@pytest.mark.parametrize("kind", SEEN)
def test_what_is_struck_out_or_raised(name: str, kind: str, metadata: Metadata, tmp_path: Path) -> None:
    pieces, value, rule, suggestion = SEEN[kind]
    text = "".join(piece for piece, _ in pieces)
    made = annex(Layout(), typed={"hotspots": text})
    page = replace(made.page, pieces={made.places["hotspots"]: pieces})
    status = Status.INVALID if value is None else Status.VALUE
    form = _read(page, name, tmp_path, metadata)
    assert _of_hotspots(form) == (status, value, f"cell.{rule}", suggestion)


@pytest.mark.parametrize("name", WITH_FONTS)
def test_a_label_with_a_mark_or_a_word_struck_out_is_known(name: str, metadata: Metadata, tmp_path: Path) -> None:
    made = annex(Layout(), typed={"hotspots": 3, "fac_dance": 4})
    pieces: Mapping[str, Pieces] = {
        "hotspots": ((_label(made.page, made.places["hotspots"]), ""), ("1", "raised")),
        "fac_dance": (("+ Quán bar ", "struck"), (_label(made.page, made.places["fac_dance"]), "")),
    }
    at = {made.places[name][0]: made_of for name, made_of in pieces.items()}
    rows = [
        ["".join(piece for piece, _ in at[number]), *row[1:]] if number in at else row
        for number, row in enumerate(made.page.rows, 1)
    ]
    page = replace(made.page, rows=rows, pieces={(row, 1): made_of for row, made_of in at.items()})
    form = _read(page, name, tmp_path, metadata)
    read = {o.indicator: o.value for o in form.observations}
    assert (read["hotspots"], read["fac_dance"]) == (3, 4)
    assert not [d for d in form.detections if d.rule.startswith("form.")]


def _label(page: Page, place: tuple[int, int]) -> str:
    return str(page.rows[place[0] - 1][0])


@pytest.mark.parametrize(
    ("name", "code"),
    # the writer of OpenDocument specimens has one section
    [(name, code) for name in WITH_NUMBERS for code in FORMATS if name != "ods" or ";" not in code],
)
def test_what_a_number_format_shows(name: str, code: str, metadata: Metadata, tmp_path: Path) -> None:
    number, value, suggestion = FORMATS[code]
    made = annex(Layout(), typed={"hotspots": number})
    page = replace(made.page, formats={made.places["hotspots"]: code})
    read = _of_hotspots(_read(page, name, tmp_path, metadata))
    if value is None:
        assert read == (Status.INVALID, None, "cell.scaled_format", suggestion)
    else:
        assert read == (Status.VALUE, Decimal(value), None, None)


@pytest.mark.parametrize("name", ["ods", "xml-2003", "html"])
@pytest.mark.parametrize("code", ["dd/mm/yyyy"])
def test_a_number_that_is_shown_as_a_day(name: str, code: str, metadata: Metadata, tmp_path: Path) -> None:
    made = annex(Layout(), typed={"hotspots": 5})
    page = replace(made.page, formats={made.places["hotspots"]: code})
    assert _of_hotspots(_read(page, name, tmp_path, metadata)) == (Status.INVALID, None, "cell.date", None)
