"""A form that was spoilt in one place gives its finding at that place, and every other measure is as it was."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.effort import examples
from tests.specimens.annexes import FORM, HEAD, Answer
from tests.specimens.submissions import PERIOD, submission
from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation
from wardreport.domain.submission import ParsedForm
from wardreport.metadata import load_metadata
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.stages.parse import parse

pytestmark = pytest.mark.slow

METADATA = load_metadata()
ROWS = {row.row: row for row in FORM.rows}
DATA = [row for row in FORM.rows if row.kind is RowKind.DATA]
LABELLED = [row.row for row in DATA if row.label]
CONTINUED = next(row.row for row in DATA if not row.label)  # the % row that belongs to the row above it
LIKE_NAMED = [row.row for row in DATA if sum(row.label == other.label for other in DATA) > 1 and row.label]
OPENERS = [FORM.row_of[name].row for name in ("sw_recorded", "offenders", "sanctioned")]
HEADINGS = [row.row for row in FORM.rows if row.kind is RowKind.HEADING]
# where a row of these is lost or moved, it may be unknown whose like-named rows are; nothing else may follow from it
PATH = frozenset({*OPENERS, *LIKE_NAMED, *HEADINGS})
FIRST = len(HEAD) + 2  # sheet row of the first line
FOREIGN = ("- Số vụ cháy rừng", "Tổng cộng", "xyz", "Kết quả 6 tháng", "- Diện tích rừng trồng mới năm 2024")


@dataclass(frozen=True)
class Line:
    """One row of the sheet, and the row of the form that it was."""

    label: str
    unit: str
    figure: Any
    was: int | None = None
    beside: Any = None


@dataclass(frozen=True)
class Spoilt:
    """The lines afterwards, with what must follow."""

    lines: list[Line]
    rows: frozenset[int]  # of the form, that were spoilt: only they may be lost
    answers: Mapping[int, Answer] = field(default_factory=dict)  # what they must read
    findings: frozenset[tuple[str, int]] | None = frozenset()  # (rule, line); None where they are looked at by itself
    meant: bool = False  # whether another row's figure may be what the clerk now says


def figure_of(row: FormRow) -> tuple[Any, dict[str, Answer]]:
    """A figure that no other row has, and what it must read."""
    name, kind = row.indicators[0], METADATA.indicators[row.indicators[0]].value_type
    if len(row.indicators) == 2:
        share = Decimal(row.row) / 4
        return f"{1000 + row.row} ({share:f}%)".replace(".", ","), {
            name: (Status.VALUE, Decimal(1000 + row.row)),
            row.indicators[1]: (Status.VALUE, share.normalize()),
        }
    if kind == "yesno":
        return ("Có" if row.row % 2 else "Không"), {name: (Status.VALUE, bool(row.row % 2))}
    value = Decimal(row.row) / 2 if kind == "ratio" else Decimal(1000 + row.row) + (kind == "money") * Decimal("0.5")
    return float(value), {name: (Status.VALUE, value.normalize())}


FIGURES = {row.row: figure_of(row) for row in DATA}
NIL_ANSWER: Answer = (Status.NIL, None)


def answers_of(line: Line) -> Mapping[str, Answer]:
    """What a line says of the measures of the row that it was."""
    assert line.was is not None
    given_figure, answers = FIGURES[line.was]
    return answers if line.figure == given_figure else dict.fromkeys(answers, NIL_ANSWER)


def form_lines(nil: frozenset[int]) -> list[Line]:
    return [
        Line(
            row.label_for(PERIOD),
            row.unit_printed,
            "-" if row.row in nil else FIGURES.get(row.row, (None,))[0],
            row.row,
        )
        for row in FORM.rows
    ]


def read(
    lines: list[Line], folder: Path, headings: tuple[str, ...] = ("Nội dung", "Đơn vị tính", "Số lượng")
) -> ParsedForm:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for number, text in enumerate(HEAD, start=1):
        sheet.cell(number, 1, text)
    for column, text in enumerate(headings, start=1):
        sheet.cell(FIRST - 1, column, text)
    for number, line in enumerate(lines, start=FIRST):
        for column, value in enumerate((line.label, line.unit, line.figure, line.beside), start=1):
            if value not in (None, ""):
                sheet.cell(number, column, value)
    saved = io.BytesIO()
    workbook.save(saved)
    return parse(submission(folder, saved.getvalue(), folder_unit="01837"), METADATA)


def place(line: int) -> str:
    return f"Sheet!C{FIRST + line}"


def line_of(cell: str) -> int:
    return int(cell.rpartition("C")[2]) - FIRST


def findings_of(form: ParsedForm) -> frozenset[tuple[str, int]]:
    """Rule and line of everything that was found, in cells and rows."""
    found = [*form.detections, *form.readings.values()]
    return frozenset((d.rule, line_of(d.cell)) for d in found if d.cell is not None)


# what a clerk, a colleague or a program may do to one place; each gives what must follow

Draw = Callable[[st.SearchStrategy[Any]], Any]
ANY_ROW = st.sampled_from([row.row for row in FORM.rows])
DATA_ROW = st.sampled_from([row.row for row in DATA])
LABELLED_ROW = st.sampled_from(LABELLED)


def at(lines: list[Line], row: int) -> int:
    return next(number for number, line in enumerate(lines) if line.was == row)


def lost_with(row: int) -> frozenset[int]:
    """The rows that may be lost with a row, itself included."""
    return frozenset(
        {row} | ({CONTINUED} if row == CONTINUED - 1 else set()) | (set(LIKE_NAMED) if row in PATH else set())
    )


def says_something(line: Line) -> bool:
    return line.figure not in (None, "-")


def followers(lines: list[Line], row: int) -> frozenset[tuple[str, int]]:
    """What is found of the rows that nobody's label opens any more, where ``row`` has none."""
    duplicate, unknown = [], []
    if row == OPENERS[1]:
        unknown = [other for other in LIKE_NAMED if ROWS[other].anchor == "offenders"]
    elif row == OPENERS[2]:
        duplicate = [other for other in LIKE_NAMED if ROWS[other].anchor == "sanctioned"]
    elif row == CONTINUED - 1:
        unknown = [CONTINUED]
    found = {("form.row_unknown", at(lines, other)) for other in unknown}
    found = {(rule, line) for rule, line in found if says_something(lines[line])}
    return frozenset(found | {("form.row_duplicate", at(lines, other)) for other in duplicate})


def lost_rows(row: int) -> frozenset[int]:
    """The rows that must be missing where a row's label is gone."""
    anchors = {OPENERS[1]: "offenders", OPENERS[2]: "sanctioned"}
    parts = {other for other in LIKE_NAMED if row in anchors and ROWS[other].anchor == anchors[row]}
    return frozenset({row} | parts | ({CONTINUED} if row == CONTINUED - 1 else set()))


MISSING: Answer = (Status.MISSING, None)


def drop(lines: list[Line], draw: Draw) -> Spoilt:
    row = draw(ANY_ROW)
    left = [line for line in lines if line.was != row]
    if ROWS[row].kind is not RowKind.DATA:
        return Spoilt(left, frozenset())
    return Spoilt(left, lost_rows(row), dict.fromkeys(lost_rows(row), MISSING), followers(left, row))


def rename(lines: list[Line], draw: Draw) -> Spoilt:
    row, label = draw(DATA_ROW), draw(st.sampled_from(FOREIGN))
    return _relabelled(lines, row, label)


def blank_label(lines: list[Line], draw: Draw) -> Spoilt:
    row = draw(LABELLED_ROW)
    return _relabelled(lines, row, "")


def _relabelled(lines: list[Line], row: int, label: str) -> Spoilt:
    place_of = at(lines, row)
    lines = [*lines[:place_of], replace(lines[place_of], label=label), *lines[place_of + 1 :]]
    unknown = {("form.row_unknown", place_of)} if says_something(lines[place_of]) else set()
    return Spoilt(lines, lost_rows(row), dict.fromkeys(lost_rows(row), MISSING), followers(lines, row) | unknown)


def duplicate(lines: list[Line], draw: Draw) -> Spoilt:
    row, where = draw(ANY_ROW), draw(st.integers(0, len(lines)))
    before = at(lines, row)
    copied = [*lines[:where], lines[before], *lines[where:]]
    if ROWS[row].kind is not RowKind.DATA:
        return Spoilt(copied, lost_with(row) - {row}, findings=None)
    parted = where == at(lines, CONTINUED)
    if row in PATH or row in (CONTINUED, CONTINUED - 1) or parted:
        return Spoilt(copied, lost_with(row) | {CONTINUED}, findings=None)
    second = where if where > before else before + 1
    return Spoilt(copied, frozenset(), findings=frozenset({("form.row_duplicate", second)}))


def swap_rows(lines: list[Line], draw: Draw) -> Spoilt:
    one, two = draw(ANY_ROW), draw(ANY_ROW)
    swapped = list(lines)
    i, j = at(lines, one), at(lines, two)
    swapped[i], swapped[j] = lines[j], lines[i]
    touched = {one, two} & {*PATH, CONTINUED, CONTINUED - 1}
    lost = frozenset().union(*(lost_with(row) for row in touched))
    if {one, two} & {CONTINUED, CONTINUED - 1}:
        lost |= {CONTINUED}
    # which of two openers stands above the rows, and which of two like-named rows stands below it, is what is said
    meant = {one, two} <= {*OPENERS} or ROWS[one].label == ROWS[two].label
    return Spoilt(swapped, lost, findings=None if touched else frozenset(), meant=meant)


def swap_labels(lines: list[Line], draw: Draw) -> Spoilt:
    kind = draw(st.sampled_from(["count", "money", "yesno"]))
    rows = [
        row.row
        for row in DATA
        if row.label and len(row.indicators) == 1 and METADATA.indicators[row.indicators[0]].value_type == kind
    ]
    one = draw(st.sampled_from([row for row in rows if row not in PATH and row != CONTINUED - 1]))
    two = draw(st.sampled_from([row for row in rows if row not in PATH and row not in (one, CONTINUED - 1)]))
    i, j = at(lines, one), at(lines, two)
    swapped = list(lines)
    swapped[i], swapped[j] = replace(lines[i], label=lines[j].label), replace(lines[j], label=lines[i].label)
    says = {row: next(iter(answers_of(lines[at(lines, row)]).values())) for row in (one, two)}
    return Spoilt(swapped, frozenset({one, two}), {one: says[two], two: says[one]}, meant=True)


def insert_foreign(lines: list[Line], draw: Draw) -> Spoilt:
    where, label = draw(st.integers(0, len(lines))), draw(st.sampled_from(FOREIGN))
    foreign = Line(
        label, draw(st.sampled_from(["", "Người", "%", "Vụ"])), draw(st.sampled_from([7, "7", "1.234", "Có", 0]))
    )
    findings = {("form.row_unknown", where)}
    if where == len(lines) and isinstance(foreign.figure, str):
        findings = set()  # below the table a text is a signature line
    return Spoilt([*lines[:where], foreign, *lines[where:]], frozenset(), findings=frozenset(findings))


# what is typed over a figure, and the rule that it breaks in a row of counts; by kind where another is broken there
RETYPED: list[tuple[Any, str, Mapping[str, str]]] = [
    ("chưa có số liệu", "cell.not_a_number", {"yesno": "cell.yes_no"}),
    ("??", "cell.not_a_number", {"yesno": "cell.yes_no"}),
    (datetime(2024, 5, 3), "cell.date", {}),  # noqa: DTZ001
    ("03/05/2024", "cell.date", {"yesno": "cell.yes_no"}),
    (-7, "cell.negative", {"yesno": "cell.yes_no"}),
    ("khoảng 40", "cell.qualified", {"yesno": "cell.yes_no"}),
    ("40 (cả kiêm nhiệm)", "cell.qualified", {"yesno": "cell.yes_no"}),
    ("=SUM(C8:C9)", "cell.formula_uncached", {}),
    ("#REF!", "cell.formula_error", {}),
    (19.81, "cell.ambiguous_separator", {"yesno": "cell.yes_no", "money": "", "ratio": ""}),
]


def retype(lines: list[Line], draw: Draw) -> Spoilt:
    row, (figure, rule, others) = draw(DATA_ROW), draw(st.sampled_from(RETYPED))
    kind = METADATA.indicators[ROWS[row].indicators[0]].value_type
    rule = others.get(kind, rule)
    place_of = at(lines, row)
    lines = [*lines[:place_of], replace(lines[place_of], figure=figure), *lines[place_of + 1 :]]
    answer: Answer = (Status.INVALID, None) if rule else (Status.VALUE, Decimal(str(figure)))
    return Spoilt(lines, frozenset({row}), {row: answer}, frozenset({(rule, place_of)} if rule else ()))


WAYS = [drop, rename, blank_label, duplicate, swap_rows, swap_labels, insert_foreign, retype]
NIL_ROWS = st.frozensets(DATA_ROW, max_size=30)
MANY = settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("way", WAYS)
@MANY
@given(data=st.data(), nil=NIL_ROWS)
def test_one_spoilt_place_is_found_and_nothing_else_moves(
    way: Callable[[list[Line], Draw], Spoilt], data: st.DataObject, nil: frozenset[int], tmp_path: Path
) -> None:
    before = form_lines(nil)
    spoilt = way(before, data.draw)
    form = read(spoilt.lines, tmp_path)
    found = findings_of(form)
    if spoilt.findings is not None:
        assert found == spoilt.findings
    for o in form.observations:
        row = FORM.row_of[o.indicator].row
        original = answers_of(before[at(before, row)])[o.indicator]
        if row in spoilt.answers:
            first = o.indicator == ROWS[row].indicators[0]
            status, value = spoilt.answers[row]
            # of "5 (83,3%)" typed over only the count is said to be unreadable
            assert (o.status, o.value) == ((status, value) if first or status is Status.MISSING else MISSING)
        elif row not in spoilt.rows:
            assert (o.status, o.value) == original
            assert o.cell is not None
            assert spoilt.lines[line_of(o.cell)].was == row
        else:
            assert_not_anothers(o, original, spoilt, form)


def assert_not_anothers(o: Observation, original: Answer, spoilt: Spoilt, form: ParsedForm) -> None:
    """A row that may be lost is lost or as it was; another's figure stands in it only where that is found."""
    if o.status is Status.MISSING:
        return
    assert o.cell is not None
    stands_on = spoilt.lines[line_of(o.cell)]
    row = FORM.row_of[o.indicator]
    assert stands_on.label == row.label_for(PERIOD)
    if stands_on.was == row.row:
        assert (o.status, o.value) == original
    elif not spoilt.meant:
        rules = {rule for rule, _ in findings_of(form)}
        assert rules & {"form.row_duplicate", "form.row_unknown"} or _some_like_named_is_missing(form)


def _some_like_named_is_missing(form: ParsedForm) -> bool:
    return any(o.status is Status.MISSING and FORM.row_of[o.indicator].row in LIKE_NAMED for o in form.observations)


@MANY
@given(data=st.data(), nil=NIL_ROWS)
def test_however_much_is_spoilt_a_figure_stands_on_a_row_with_its_label(
    data: st.DataObject, nil: frozenset[int], tmp_path: Path
) -> None:
    lines = form_lines(nil)
    for way in data.draw(
        st.lists(st.sampled_from([drop, duplicate, swap_rows, insert_foreign]), min_size=2, max_size=5)
    ):
        try:
            lines = way(lines, data.draw).lines
        except StopIteration:  # the row is gone already
            continue
    form = read(lines, tmp_path)
    again = any(d.rule == "form.row_duplicate" for d in form.detections)
    for o in form.observations:
        if o.cell is None:
            assert o.status is Status.MISSING
            continue
        line, row = line_of(o.cell), FORM.row_of[o.indicator]
        assert lines[line].label == row.label_for(PERIOD)
        was = ROWS[lines[line].was or 0]
        # the figure of the row itself, or of its namesake
        assert (o.status, o.value) == next(
            answer
            for name, answer in answers_of(lines[line]).items()
            if was.indicators.index(name) == row.indicators.index(o.indicator)
        )
        if row.row in LIKE_NAMED and not again:
            assert said_by_the_lines_above(lines, line) in (row.anchor, row.section)


def said_by_the_lines_above(lines: list[Line], line: int) -> str | None:
    """The block that a like-named row stands in, by the nearest line that opens such a one; else its section."""
    blocks = {ROWS[row].anchor for row in LIKE_NAMED if ROWS[row].label_for(PERIOD) == lines[line].label}
    for above in reversed(lines[:line]):
        row = ROWS[above.was or 0] if above.was else None
        if row and row.row in OPENERS and row.indicators[0] in blocks:
            return row.indicators[0]
        if row and row.kind is RowKind.HEADING:
            return row.section
    return None


@MANY
@given(data=st.data())
def test_a_second_figure_beside_one_is_found(data: st.DataObject, tmp_path: Path) -> None:
    row, beside = data.draw(DATA_ROW), data.draw(st.sampled_from([7, "7", "1.234", 0]))
    where = row - 1
    lines = form_lines(frozenset())
    lines[where] = replace(lines[where], beside=beside)
    as_a_note = read(lines, tmp_path, ("Nội dung", "Đơn vị tính", "Số lượng", "Ghi chú"))
    as_a_figure = read(lines, tmp_path, ("Nội dung", "Đơn vị tính", "Số lượng", "Kết quả"))
    said = {name: answer for _, answers in FIGURES.values() for name, answer in answers.items()}
    for form in (as_a_note, as_a_figure):
        assert {o.indicator: (o.status, o.value) for o in form.observations} == said
    assert as_a_note.detections == ()
    assert [(d.rule, d.cell) for d in as_a_figure.detections] == [("form.several_forms", f"Sheet!D{FIRST - 1}")]


@pytest.mark.parametrize("opener", OPENERS)
def test_an_opening_row_that_changed_places_is_found(opener: int, tmp_path: Path) -> None:
    """Tried with every figure and with as few as can be, since a nil on an unknown row is no finding."""
    for nil in (frozenset(), frozenset(LABELLED) - {26, 76, 83}):
        lines = form_lines(nil)
        for other in {*OPENERS, *LIKE_NAMED} - {opener}:
            swapped = list(lines)
            i, j = at(lines, opener), at(lines, other)
            swapped[i], swapped[j] = lines[j], lines[i]
            if {opener, other} == set(OPENERS[1:]):  # the lines then say that the blocks stand the other way round
                continue
            form = read(swapped, tmp_path)
            moved = [
                o.indicator
                for o in form.observations
                if o.cell and swapped[line_of(o.cell)].was != FORM.row_of[o.indicator].row
            ]
            assert not moved or any(rule != "form.label_approximate" for rule, _ in findings_of(form))
