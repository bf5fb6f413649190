"""Headings of figures that carry their period, in one column or beside that of another period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.annexes import HEAD, Layout, annex, expected
from tests.specimens.books import WRITERS, Page
from tests.specimens.submissions import PERIOD, submission
from wardreport.domain.submission import ParsedForm
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse
from wardreport.stages.parse.heads.heading_periods import HeadingPeriod, without_period
from wardreport.stages.parse.labels import key_without_marks, words_key

FORMATS = ["xlsx", "xls", "ods", "docx", "html", "csv-utf8", "xml-2003"]


@pytest.mark.parametrize(
    ("heading", "rest", "period"),
    [
        ("6 tháng đầu năm 2024", "", HeadingPeriod(2024, 1)),
        ("Số liệu 6 tháng đầu năm 2024", "so lieu", HeadingPeriod(2024, 1)),
        ("Số lượng\n(6 tháng cuối năm 2023)", "so luong", HeadingPeriod(2023, 2)),
        ("Kết quả thực hiện 6T/2024", "ket qua thuc hien", HeadingPeriod(2024)),
        ("Thực hiện kỳ báo cáo", "thuc hien", HeadingPeriod()),
        ("Số lượng trong kỳ", "so luong", HeadingPeriod()),
        ("Số liệu từ 15/12/2023 đến 14/6/2024", "so lieu", HeadingPeriod()),
        ("Năm 2023", "", HeadingPeriod(2023)),
        ("Số lượng", None, None),
        ("Số người dưới 18 tuổi", None, None),
        ("Cùng kỳ năm 2023", "cung", HeadingPeriod(2023)),
    ],
)
def test_what_a_heading_says_of_its_period(heading: str, rest: str | None, period: HeadingPeriod | None) -> None:
    assert without_period(key_without_marks(words_key(heading))) == (None if rest is None else (rest, period))


def _parse(page: Page, name: str, metadata: Metadata, folder: Path, *, given: bool = True) -> ParsedForm:
    content = WRITERS[name]([page])
    return parse(submission(folder, content, folder_unit="01837", given_period=PERIOD if given else None), metadata)


def _read(form: ParsedForm) -> Mapping[str, Any]:
    return {o.indicator: (o.status, o.value) for o in form.observations}


def _headed(heading: str, **layout: Any) -> Page:
    return annex(Layout(headings={"label": "Nội dung", "unit": "ĐVT", "value": heading}, **layout)).page


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "heading",
    [
        "Số lượng 6 tháng đầu năm 2024",
        "6 tháng đầu năm 2024",
        "Số liệu 6 tháng đầu năm 2024",
        "Thực hiện kỳ báo cáo",
        "Kết quả thực hiện 6T/2024",
        "KẾT QUẢ 06 THÁNG ĐẦU NĂM 2024",
        "Số lượng (kỳ này)",
    ],
)
def test_a_heading_with_its_period(heading: str, name: str, metadata: Metadata, tmp_path: Path) -> None:
    form = _parse(_headed(heading), name, metadata, tmp_path)
    assert _read(form) == expected()
    assert form.detections == ()
    assert form.head_period is not None
    assert form.head_period.code == "2024-S1"


def _with_last_year(headings: tuple[str, str], own: int, *, over: bool = False) -> Page:
    """The annex with figures in two columns: its own in one, other ones in the other."""
    made = annex(Layout())
    first = made.table[0]
    rows = []
    for number, line in enumerate(made.page.rows, start=1):
        other = 7 if isinstance(line[2], int) else None
        pair = [line[2], other] if own == 0 else [other, line[2]]
        if number == first and over:
            rows += [[*line[:2], "Số lượng", None], [None, None, *headings]]
        else:
            rows.append([*line[:2], *(headings if number == first else pair)])
    merged = ((first, 3, first, 4), (first, 1, first + 1, 1), (first, 2, first + 1, 2)) if over else ()
    return replace(made.page, rows=rows, merged=merged)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("headings", "own"),
    [
        (("6 tháng đầu năm 2023", "6 tháng đầu năm 2024"), 1),
        (("6 tháng đầu năm 2024", "6 tháng đầu năm 2023"), 0),
        (("Cùng kỳ năm 2023", "Thực hiện kỳ báo cáo"), 1),
        (("6T/2023", "6T/2024"), 1),
        (("Số lượng", "Cùng kỳ 6 tháng đầu năm 2023"), 0),
        (("Số lượng", "6 tháng đầu năm 2023"), 0),
        (("Năm 2023", "Năm 2024"), 1),
    ],
)
def test_of_two_columns_that_of_the_period_counts(
    headings: tuple[str, str], own: int, name: str, metadata: Metadata, tmp_path: Path
) -> None:
    form = _parse(_with_last_year(headings, own), name, metadata, tmp_path)
    assert _read(form) == expected()
    assert form.detections == ()


@pytest.mark.parametrize("name", ["xlsx", "xls", "ods", "html", "xml-2003"])
@pytest.mark.parametrize("first", [True, False])
def test_a_second_table_that_compares_periods_and_agrees_is_no_second_form(
    first: bool, name: str, metadata: Metadata, tmp_path: Path
) -> None:
    beside = replace(_with_last_year(("6 tháng đầu năm 2023", "6 tháng đầu năm 2024"), 1), title="So sanh")
    other = replace(beside, rows=[[*row[:3], 8] if row[3:] == [12] else row for row in beside.rows])
    assert other.rows != beside.rows
    for table, rules in ((beside, []), (other, ["form.several_forms"])):
        pages = [annex(Layout()).page, table]
        content = WRITERS[name](pages if first else pages[::-1])
        form = parse(submission(tmp_path, content, folder_unit="01837", given_period=PERIOD), metadata)
        assert _read(form) == expected()
        assert [d.rule for d in form.detections] == rules


@pytest.mark.parametrize("name", ["xlsx", "ods", "docx", "html"])
def test_two_periods_under_one_heading(name: str, metadata: Metadata, tmp_path: Path) -> None:
    page = _with_last_year(("6 tháng đầu năm 2023", "6 tháng đầu năm 2024"), 1, over=True)
    form = _parse(page, name, metadata, tmp_path)
    assert _read(form) == expected()
    assert form.detections == ()


def test_the_period_is_that_of_the_head_lines_where_nobody_gives_one(metadata: Metadata, tmp_path: Path) -> None:
    page = _with_last_year(("6 tháng đầu năm 2023", "6 tháng đầu năm 2024"), 1)
    form = _parse(page, "xlsx", metadata, tmp_path, given=False)
    assert _read(form) == expected()
    assert form.detections == ()


@pytest.mark.parametrize(
    "headings",
    [
        ("6 tháng cuối năm 2022", "6 tháng đầu năm 2023"),  # neither is of this period
        ("Số lượng", "Kết quả"),
        ("Số lượng", "6 tháng đầu năm 2024"),
        ("6 tháng đầu năm 2024", "Thực hiện 6 tháng đầu năm 2024"),
    ],
)
def test_columns_that_are_not_told_apart_are_not_chosen_between(
    headings: tuple[str, str], metadata: Metadata, tmp_path: Path
) -> None:
    form = _parse(_with_last_year(headings, 0), "xlsx", metadata, tmp_path)
    assert [d.rule for d in form.detections] == ["form.several_forms"]


@pytest.mark.parametrize("head", [HEAD[3], None])
def test_figures_of_another_period_are_told_by_their_heading(
    head: str | None, metadata: Metadata, tmp_path: Path
) -> None:
    page = _headed("Số lượng 6 tháng cuối năm 2023")
    rows = [[None] * 3 if line[0] == HEAD[3] and head is None else line for line in page.rows]
    form = _parse(replace(page, rows=rows), "xlsx", metadata, tmp_path)
    assert form.head_period is not None
    assert (form.head_period.code, form.head_period.cell) == ("2023-S2", "Bieu!C5")


def test_a_title_with_the_period_is_no_heading(metadata: Metadata, tmp_path: Path) -> None:
    page = annex(Layout()).page
    rows = [
        [None, None, "Kết quả 6 tháng đầu năm 2024"] if n == 4 else line for n, line in enumerate(page.rows, start=1)
    ]
    form = _parse(replace(page, rows=rows), "xlsx", metadata, tmp_path)
    assert _read(form) == expected()
    assert form.detections == ()
    assert form.head_period is not None
    assert (form.head_period.code, form.head_period.cell) == ("2024-S1", "Bieu!C4")
