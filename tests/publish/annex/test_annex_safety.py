"""``bieu-tong-hop.xlsx`` as a package: what it must never hold, whatever a release is made of."""

import hashlib
import os
import posixpath
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.escape import unescape

from tests.effort import examples
from tests.publish.annex.annex_contents import (
    OFFICIAL,
    content_of,
    earlier,
    entry,
    opened,
    parts_of,
    with_figures,
    written,
)
from tests.stages.disclose.tables import METADATA, S1, WARDS, Answer, hidden
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.period import Period
from wardreport.domain.release import Edition, FigureChange
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.publish.annex.annex_figures import adds_up, sum_formula
from wardreport.publish.annex.comparison_sheet import signed_format
from wardreport.publish.release_content import ReleaseContent
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

BEFORE = Period(2023, 2)
MARK = 86420  # no figure, colour or measure of the workbook has it in it
HOSTILE = ("=cmd|'/C calc'!A1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "<b>&\x01]]>", "_x0041_", 'a"b')


def _rows(file: Path) -> Mapping[str, Mapping[str, list[Any]]]:
    """Of the two sheets with a row an indicator, by label, the cells of each row."""
    book = opened(file)
    return {
        name: {str(row[0]): list(row) for row in book[name].iter_rows(values_only=True) if row[0]}
        for name in ("Theo don vi", "So sanh")
    }


def _with_marks(table: SafeTable, places: set[tuple[str, str]], totals: set[str]) -> SafeTable:
    """A table that breaks its own contract: protected figures that still carry what is protected."""
    by_unit = tuple(
        replace(figure, suppressed=True, value=Decimal(MARK)) if (figure.unit, figure.indicator) in places else figure
        for figure in table.by_unit
    )
    broken = {name: Figure(name, FigureStatus.SUPPRESSED, Decimal(MARK)) for name in totals}
    return replace(table, by_unit=by_unit, figures={**table.figures, **broken})


NAMES = [name for name, one in METADATA.indicators.items() if one.sensitive or name.startswith(("fac_", "budget"))]
PLACES = st.sets(st.tuples(st.sampled_from([*WARDS, "058-CA"]), st.sampled_from(NAMES)), min_size=1, max_size=12)
NUMBERS = st.dictionaries(st.sampled_from(WARDS), st.dictionaries(st.sampled_from(NAMES), st.integers(0, 40)))


@settings(max_examples=examples(15))
@given(NUMBERS, PLACES, st.sets(st.sampled_from(NAMES), max_size=6), st.sampled_from(WARDS))
def test_a_protected_figure_stands_nowhere(
    numbers: dict[str, dict[str, Answer]], places: set[tuple[str, str]], totals: set[str], unit: str
) -> None:
    table = content_of(numbers).table
    marked = _with_marks(table, places, totals)
    past = earlier(BEFORE, marked)
    decisions = tuple(
        Decision(
            "sha", u, "r", name, DecisionAction.REPLACE, f"{MARK}", "vai", date(2024, 6, 5), Decimal(MARK), f"{MARK}"
        )
        for u, name in places
        if u == unit
    )
    changes = tuple(FigureChange(marked.figures[name], marked.figures[name]) for name in totals)
    content = ReleaseContent(
        marked,
        (entry(unit, decisions),),
        content_of({}).created_at,
        edition=replace(OFFICIAL, revision=2, reason="lý do", changes=changes),
        earlier=(past,),
    )
    with tempfile.TemporaryDirectory() as folder:
        parts = parts_of(written(content, Path(folder)))
    for name, part in parts.items():
        text = part.decode()
        assert str(MARK) not in text and "86.420" not in text, name


@settings(max_examples=examples(15))
@given(st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 9, 20, "-"]), min_size=8, max_size=8))
def test_what_is_protected_shows_its_sign_and_feeds_no_formula(values: list[Answer]) -> None:
    content = content_of({unit: {"sw_estimated": value} for unit, value in zip(WARDS, values, strict=True)})
    content = replace(content, earlier=(earlier(BEFORE, content.table),))
    with tempfile.TemporaryDirectory() as folder:
        file = written(content, Path(folder))
        row = _rows(file)["Theo don vi"]["- Tổng số người bán dâm ước tính"]
        formulas = {str(r[0]): r for r in opened(file, formulas=True)["Theo don vi"].iter_rows(values_only=True)}
    units = [unit.unit_code for unit in METADATA.units_valid(S1)][: len(WARDS)]
    protected = {unit for unit, name in hidden(content.table) if name == "sw_estimated"}
    assert {unit for unit, shown in zip(units, row[3:], strict=False) if shown == "(c)"} == protected
    if protected:
        assert not str(formulas["- Tổng số người bán dâm ước tính"][2]).startswith("=")


def test_the_same_content_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = content_of({"01834": {"fac_total": 3, "fac_other": 3}})
    content = replace(content, earlier=(earlier(BEFORE, content.table),))
    first = written(content, tmp_path).read_bytes()
    monkeypatch.setattr(time, "time", lambda: 4e9)
    monkeypatch.setenv("USER", "somebody")
    assert written(content, tmp_path).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "bieu-tong-hop.xlsx") as package:
        assert {info.date_time[0] for info in package.infolist()} == {1980}
    core = parts_of(tmp_path / "bieu-tong-hop.xlsx")["docProps/core.xml"].decode()
    assert "2024-01-01T00:00:00Z" in core
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>[^<]+", core) == []


_TWICE = """
import hashlib, sys
from pathlib import Path
from tests.publish.annex.annex_contents import content_of, written
for _ in range(2):
    file = written(content_of({"01834": {"fac_total": 3, "fac_other": 3}}), Path(sys.argv[1]))
    print(hashlib.sha256(file.read_bytes()).hexdigest())
"""


def test_the_first_workbook_of_a_process_is_as_every_later_one(tmp_path: Path) -> None:
    # XlsxWriter writes into the options that it is given
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COVERAGE_PROCESS_START": ""}
    command = [sys.executable, "-c", _TWICE, str(tmp_path)]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings, cwd=PROJECT).stdout
    here = written(content_of({"01834": {"fac_total": 3, "fac_other": 3}}), tmp_path).read_bytes()
    assert out.split() == [hashlib.sha256(here).hexdigest()] * 2


def test_its_parts_fit_together(tmp_path: Path) -> None:
    content = content_of({"01834": {"fac_total": 3, "fac_other": 3}}, edition=OFFICIAL)
    parts = parts_of(written(replace(content, earlier=(earlier(BEFORE, content.table),)), tmp_path))
    roots = {name: etree.fromstring(part) for name, part in parts.items()}
    types = roots["[Content_Types].xml"]
    named = {one.get("PartName", "").lstrip("/") for one in types if one.get("PartName")}
    endings = {one.get("Extension") for one in types if one.get("Extension")}
    assert named <= set(parts)
    assert all(name in named or name.rsplit(".", 1)[1] in endings for name in parts)
    for name, root in roots.items():
        if name.endswith(".rels"):
            base = posixpath.dirname(posixpath.dirname(name))
            for one in root:
                assert one.get("TargetMode") is None
                assert posixpath.normpath(posixpath.join(base, one.get("Target", ""))) in parts
    assert not [name for name in parts if "vba" in name or "externalLink" in name or "connections" in name]
    defined = roots["xl/workbook.xml"].findall(".//{*}definedName")
    assert {one.get("name") for one in defined} == {"_xlnm.Print_Area", "_xlnm.Print_Titles"}
    assert not any(set("/\\[") & set(one.text or "") for one in defined)
    formulas = {one.text or "" for root in roots.values() for one in root.iterfind(".//{*}f")}
    assert formulas
    cell = r"[A-Z]+\d+"
    known = rf"SUM\({cell}(:{cell})?(,{cell}(:{cell})?)*\)|{cell}-{cell}|ROUND\([-A-Z0-9()*/]+,\d\)"
    assert [formula for formula in formulas if not re.fullmatch(known, formula)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_from_outside_stay_texts(text: str, tmp_path: Path) -> None:
    units = tuple(
        unit.model_copy(update={"name": text}) if unit.unit_code == "01834" else unit for unit in METADATA.units
    )
    metadata = replace(METADATA, units=units)
    made = Decision("sha", "01834", "r", "hotspots", DecisionAction.REPLACE, text, text, date(2024, 6, 5), None, text)
    edition = Edition(OFFICIAL.kind, 2, 45, OFFICIAL.dated, OFFICIAL.approval, text)
    content = content_of({"01834": {"hotspots": 3}}, metadata, edition=edition)
    content = replace(content, register=(replace(entry("01834", (made,)), name=text),))
    file = written(content, tmp_path, metadata)
    names = opened(file)["Theo don vi"]
    value = str(names["D5"].value)
    assert text.replace("\x01", "") in (value, unescape(value))  # what XML cannot hold is left out
    assert names["D5"].data_type == "s"
    assert names["D5"].quotePrefix is (text[0] in "=+-@\t\r＝")
    for sheet in opened(file, formulas=True).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or re.match(r"=(SUM|ROUND)\(|=[A-Z]+\d+-", str(cell.value))
                assert cell.value != "-" or not cell.quotePrefix


def test_texts_longer_than_a_cell_go_on_in_the_next_row(tmp_path: Path) -> None:
    reason = "𝄞" * 40000
    book = opened(written(replace(content_of({}), edition=replace(OFFICIAL, reason=reason)), tmp_path))
    told = "".join(str(row[1]) for row in book["Ghi chu"].iter_rows(values_only=True) if row[1])
    assert told.replace(" ", "").count("𝄞") == len(reason)
    for sheet in book.worksheets:
        for number, dimension in sheet.row_dimensions.items():
            assert (dimension.height or 0) <= 409, (sheet.title, number)
            assert all(len(str(cell.value or "").encode("utf-16-le")) <= 2 * 32767 for cell in sheet[number])


@given(st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=6))
def test_a_sum_is_written_only_where_every_way_to_add_gives_it(values: list[Decimal]) -> None:
    parts = [Figure("p", FigureStatus.VALUE, value) for value in values]
    total = Figure("t", FigureStatus.VALUE, sum(values, Decimal(0)))
    if adds_up(total, parts):
        assert sum(float(value) for value in values) == float(sum(values))
    assert not adds_up(replace(total, value=sum(values) + Decimal("0.01")), parts)
    assert not adds_up(total, [*parts, Figure("p", FigureStatus.SUPPRESSED, None)])
    nil = [Figure("p", FigureStatus.NIL, None)]
    assert adds_up(total, [*parts, *nil]) is adds_up(total, parts)
    assert not adds_up(Figure("t", FigureStatus.ZERO, Decimal(0)), nil)


def test_a_sum_names_its_cells_in_runs() -> None:
    assert sum_formula([(3, 3), (1, 3), (2, 3), (5, 3)]) == "=SUM(C1:C3,C5)"
    assert sum_formula([(7, 4), (7, 5), (7, 28)]) == "=SUM(D7:E7,AB7)"


def test_changes_are_written_with_their_sign() -> None:
    assert signed_format(Decimal(-12)) == r"+0;\-0;0"
    assert signed_format(Decimal(-1234)) == r"+0\.000;\-0\.000;0"
    assert signed_format(Decimal("0.20")) == r"[$-42A]+#,##0.0;[$-42A]\-#,##0.0;0"


def test_a_figure_of_a_unit_that_is_protected_is_shown_by_nothing_else() -> None:
    from wardreport.publish.annex.annex_figures import as_figure

    kept = as_figure(SafeUnitFigure("u", "i", None, Decimal(MARK), suppressed=True), "i")
    assert (kept.status, kept.value) == (FigureStatus.SUPPRESSED, None)
    assert with_figures(content_of({}).table, {"hotspots": 3}).figures["hotspots"].value == 3
