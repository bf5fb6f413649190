"""The form is found, and its rows are matched by path and label, however a clerk has moved it about."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from tests.effort import examples
from tests.specimens.submissions import HEAD_ROW, PERIOD, Edit, annex, row_of, submission
from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import ParsedForm
from wardreport.metadata import Metadata, load_metadata
from wardreport.stages.parse import parse

# the three rows with one label, and their neighbours that share labels too
SAME_LABELS = {
    "sw_recorded_u18": 1,
    "offenders_organiser": 2,
    "offenders_buyer": 3,
    "offenders_seller": 4,
    "offenders_seller_u18": 5,
    "sanctioned_organiser": 6,
    "sanctioned_buyer": 7,
    "sanctioned_seller": 8,
    "sanctioned_seller_u18": 9,
    "prosecuted_buyer_of_minor": 10,
}


def _parse(metadata: Metadata, folder: Path, values: Mapping[str, Any], edit: Edit | None = None) -> ParsedForm:
    return parse(submission(folder, annex(metadata, "058-CA", values, edit), folder_unit="058-CA"), metadata)


def _values(form: ParsedForm) -> dict[str, Observation]:
    return {o.indicator: o for o in form.observations if o.status is not Status.NIL}


def test_every_measure_has_its_own_row(metadata: Metadata, tmp_path: Path) -> None:
    counts = [n for n, i in metadata.indicators.items() if i.value_type in ("count", "money")]
    form = _parse(metadata, tmp_path, {name: number for number, name in enumerate(counts, start=1)})
    read = {o.indicator: (o.value, o.cell) for o in form.observations}
    for number, name in enumerate(counts, start=1):
        assert read[name] == (number, f"Bieu!C{row_of(metadata, name)}")
    assert [o.indicator for o in form.observations] == list(metadata.indicators)


def test_rows_with_the_same_label_are_told_apart_by_their_path(metadata: Metadata, tmp_path: Path) -> None:
    read = _values(_parse(metadata, tmp_path, SAME_LABELS))
    assert {name: read[name].value for name in SAME_LABELS} == SAME_LABELS


def _insert_column(_: Workbook, sheet: Worksheet) -> None:
    sheet.insert_cols(1)


def _insert_rows_above(_: Workbook, sheet: Worksheet) -> None:
    sheet.insert_rows(1, 7)


def _blank_rows_between(_: Workbook, sheet: Worksheet) -> None:
    for row in (90, 80, 70, 40, 30, 12):
        sheet.insert_rows(row)


def _columns_in_another_order(_: Workbook, sheet: Worksheet) -> None:
    for row in range(HEAD_ROW, sheet.max_row + 1):
        one, three = sheet.cell(row, 1).value, sheet.cell(row, 3).value
        sheet.cell(row, 1).value, sheet.cell(row, 3).value = three, one


def _corrected_labels(_: Workbook, sheet: Worksheet) -> None:
    from wardreport.metadata import load_metadata

    for row in load_metadata().form(PERIOD).rows:
        sheet.cell(HEAD_ROW + row.row, 1).value = row.label_for(PERIOD) or None
        sheet.cell(HEAD_ROW + row.row, 2).value = row.unit or None


def _another_sheet_first(book: Workbook, _: Worksheet) -> None:
    book.create_sheet("Bìa", 0).cell(1, 1, "Báo cáo")


def _without_the_markers(_: Workbook, sheet: Worksheet) -> None:
    for row in range(sheet.max_row, HEAD_ROW, -1):
        if sheet.cell(row, 1).value == "Trong đó:":
            sheet.delete_rows(row)


EDITS = [
    _insert_column,
    _insert_rows_above,
    _blank_rows_between,
    _columns_in_another_order,
    _corrected_labels,
    _another_sheet_first,
    _without_the_markers,
]


@pytest.mark.parametrize("edit", EDITS)
def test_a_moved_form_reads_the_same(edit: Edit, metadata: Metadata, tmp_path: Path) -> None:
    form = _parse(metadata, tmp_path, SAME_LABELS, edit)
    assert {name: o.value for name, o in _values(form).items()} == SAME_LABELS
    assert form.detections == ()
    assert form.head_unit is not None
    assert form.head_unit.code == "058-CA"


@pytest.mark.slow
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_only_the_changed_cell_changes(data: st.DataObject, tmp_path: Path) -> None:
    metadata = load_metadata()
    name = data.draw(st.sampled_from([n for n, i in metadata.indicators.items() if i.value_type == "count"]))
    number = data.draw(st.integers(min_value=1, max_value=10**6))
    clean = {o.indicator: o for o in _parse(metadata, tmp_path, {}).observations}
    read = {o.indicator: o for o in _parse(metadata, tmp_path, {name: number}).observations}
    changed = {n for n in read if read[n] != clean[n]}
    assert name in changed
    assert changed <= {name, f"{name}_pct"}  # a "Người %" row holds two measures
    assert read[name].value == number


def test_only_lines_above_the_table_say_who_reports(metadata: Metadata, tmp_path: Path) -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEAD_ROW + 115 + 8, 1, "Nơi nhận: UBND phường Đức Xuân, 6 tháng cuối năm 2024")

    form = _parse(metadata, tmp_path, {}, edit)
    assert form.head_unit is not None
    assert form.head_period is not None
    assert (form.head_unit.code, form.head_period.code) == ("058-CA", "2024-S1")


def test_a_figure_below_the_table_is_unknown_and_a_signature_is_not(metadata: Metadata, tmp_path: Path) -> None:
    below = HEAD_ROW + 115 + 8

    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(below, 3, "PHÓ CHỦ TỊCH")
        sheet.cell(below + 1, 3, 12)

    form = _parse(metadata, tmp_path, {}, edit)
    assert [(d.rule, d.cell) for d in form.detections] == [("form.row_unknown", f"Bieu!C{below + 1}")]


def test_a_figure_on_any_of_the_like_named_markers_is_found(metadata: Metadata, tmp_path: Path) -> None:
    rows = [HEAD_ROW + row.row for row in metadata.form(PERIOD).rows if row.label_printed == "Trong đó:"]
    assert len(rows) > 5

    def edit(_: Workbook, sheet: Worksheet) -> None:
        for number, row in enumerate(rows, start=1):
            sheet.cell(row, 3).value = number

    form = _parse(metadata, tmp_path, {}, edit)
    assert [(d.rule, d.cell) for d in form.detections] == [("form.row_unknown", f"Bieu!C{row}") for row in rows]


def test_a_figure_on_an_unknown_label_is_not_lost_in_silence(metadata: Metadata, tmp_path: Path) -> None:
    row = row_of(metadata, "hotspots")

    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(row, 1).value = "- Số điểm nóng"
        sheet.cell(row, 3).value = 4

    form = _parse(metadata, tmp_path, {}, edit)
    hotspots = next(o for o in form.observations if o.indicator == "hotspots")
    assert (hotspots.status, hotspots.cell) == (Status.MISSING, None)
    assert [(d.rule, d.cell) for d in form.detections] == [("form.row_unknown", f"Bieu!C{row}")]


def _second_figures(_: Workbook, sheet: Worksheet) -> None:
    sheet.cell(HEAD_ROW, 4, "Kết quả")
    sheet.cell(HEAD_ROW + 3, 4, 12)


def test_two_columns_of_figures_are_never_chosen_between_in_silence(metadata: Metadata, tmp_path: Path) -> None:
    form = _parse(metadata, tmp_path, {"sanctioned": 5}, _second_figures)
    assert [(d.rule, d.cell) for d in form.detections] == [("form.several_forms", f"Bieu!D{HEAD_ROW}")]


def test_a_second_heading_over_an_empty_column_is_nothing(metadata: Metadata, tmp_path: Path) -> None:
    form = _parse(metadata, tmp_path, {}, lambda _, sheet: sheet.cell(HEAD_ROW, 4, "Kết quả") and None)
    assert form.detections == ()


def test_a_second_figure_under_a_merged_heading_is_not_lost(metadata: Metadata, tmp_path: Path) -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW, start_column=3, end_column=4)
        sheet.cell(row_of(metadata, "sanctioned"), 4).value = 7

    form = _parse(metadata, tmp_path, {"sanctioned": 5}, edit)
    assert _values(form)["sanctioned"].value == 5
    assert [(d.rule, d.cell) for d in form.detections] == [
        ("form.row_unknown", f"Bieu!D{row_of(metadata, 'sanctioned')}")
    ]


def _named(version: str) -> Edit:
    def edit(book: Workbook, _: Worksheet) -> None:
        book.defined_names["wardreport_form"] = DefinedName("wardreport_form", attr_text=f'"{version}"')

    return edit


@pytest.mark.parametrize(("version", "rules"), [("annex-2024", []), ("annex-1999", ["form.version_unknown"])])
def test_a_form_that_the_system_made_says_its_version(
    version: str, rules: list[str], metadata: Metadata, tmp_path: Path
) -> None:
    assert [d.rule for d in _parse(metadata, tmp_path, {}, _named(version)).detections] == rules


def _mostly_other_rows(_: Workbook, sheet: Worksheet) -> None:
    for row in range(HEAD_ROW + 1, HEAD_ROW + 100):
        if sheet.cell(row, 1).value:
            sheet.cell(row, 1).value = f"Chỉ tiêu số {row} của mẫu khác"


def test_a_form_whose_rows_are_mostly_others_is_of_another_version(metadata: Metadata, tmp_path: Path) -> None:
    form = _parse(metadata, tmp_path, {}, _mostly_other_rows)
    assert "form.version_unknown" in [d.rule for d in form.detections]


def _with_a_newer_form(metadata: Metadata) -> Metadata:
    """The same rows under other words from 2024-S2 on."""
    old, labels = metadata.form(PERIOD), ("label_printed", "label")
    rows = tuple(
        row.model_copy(update={key: getattr(row, key).replace("mại dâm", "tệ nạn xã hội") for key in labels})
        for row in old.rows
    )
    before = old.model_copy(update={"valid_to": "2024-S1"})
    new = old.model_copy(update={"form": "annex-new", "rows": rows, "valid_from": "2024-S2"})
    return replace(metadata, forms=(before, new))


@pytest.mark.parametrize(
    ("newer", "period", "version", "rules"),
    [
        (False, Period(2024, 1), "annex-2024", []),
        (True, Period(2024, 2), "annex-new", []),
        (False, Period(2024, 2), "annex-2024", ["form.version_unknown"]),
        (True, Period(2024, 1), "annex-new", ["form.version_unknown"]),
    ],
)
def test_the_version_is_known_by_its_labels(
    newer: bool, period: Period, version: str, rules: list[str], metadata: Metadata, tmp_path: Path
) -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        for row in range(HEAD_ROW + 1, sheet.max_row + 1):
            label = sheet.cell(row, 1).value
            if newer and isinstance(label, str):
                sheet.cell(row, 1).value = label.replace("mại dâm", "tệ nạn xã hội")

    content = annex(metadata, "058-CA", SAME_LABELS, edit)
    form = parse(submission(tmp_path, content, folder_unit="058-CA", given_period=period), _with_a_newer_form(metadata))
    assert form.form == version
    assert [d.rule for d in form.detections if d.rule != "form.label_approximate"] == rules
    assert {name: o.value for name, o in _values(form).items()} == SAME_LABELS


def test_what_is_left_of_two_blocks_with_the_same_labels_is_nobodys(metadata: Metadata, tmp_path: Path) -> None:
    """The offenders' parts and the row that opens the next block are lost: the sanctioned ones' are not theirs."""
    first, last = row_of(metadata, "offenders_organiser"), row_of(metadata, "sanctioned_organiser")

    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.delete_rows(first, last - first)

    form = _parse(metadata, tmp_path, SAME_LABELS, edit)
    read = {o.indicator: o for o in form.observations}
    names = ("buyer", "seller", "seller_u18")
    assert {read[f"{block}_{name}"].status for block in ("offenders", "sanctioned") for name in names} == {
        Status.MISSING
    }
    assert [(d.rule, d.cell) for d in form.detections] == [
        ("form.row_unknown", f"Bieu!C{row}") for row in range(first + 1, first + 4)
    ]


def test_the_unit_that_the_form_misprints_is_no_heading_of_figures(metadata: Metadata, tmp_path: Path) -> None:
    """Moved to the top of the table, "Số lượng" still stands in the column of units."""
    row = row_of(metadata, "models_peer")

    def edit(_: Workbook, sheet: Worksheet) -> None:
        for column in (1, 2, 3):
            one, other = sheet.cell(HEAD_ROW + 1, column), sheet.cell(row, column)
            one.value, other.value = other.value, one.value
        sheet.cell(HEAD_ROW + 1, 2).value = "Số lượng"

    form = _parse(metadata, tmp_path, {"models_peer": 7}, edit)
    assert form.detections == ()
    assert _values(form)["models_peer"].cell == f"Bieu!C{HEAD_ROW + 1}"
