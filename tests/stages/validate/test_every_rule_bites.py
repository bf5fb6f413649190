"""For each rule of the rule book a smallest submission that breaks only it, and one on the edge that passes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sample.make_reform_share import AFTER, files_of
from sample.make_share import units, workbook_bytes

from tests.specimens.books import compound_bytes
from tests.specimens.submissions import HEAD_ROW, PERIOD, annex, cell_of, row_of, submission, with_cached_formula
from wardreport.domain.finding import Finding
from wardreport.domain.period import Period
from wardreport.domain.submission import FILE_NAME, RecordedVersion, ScreenedForm
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import Grain, RuleBook
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import RuleEngine, validate
from wardreport.stages.validate.comparisons import as_earlier

pytestmark = pytest.mark.slow

WARD, POLICE, TEAM, OFFICE = "01834", "058-CA", "058-D178", "058-LDTBXH"
UNIT_OF_ROLE = {"ward": WARD, "police": POLICE, "team178": TEAM, "office": OFFICE, "agency": "058-HPN"}


@dataclass(frozen=True)
class Specimen:
    """One submission; ``cell`` is where the finding must be."""

    unit: str = WARD
    values: Mapping[str, Any] = field(default_factory=dict)
    edit: Callable[[Workbook, Worksheet], None] | None = None
    lines: Mapping[str, str] = field(default_factory=dict)
    content: Callable[[Metadata], bytes] | None = None
    identity: Mapping[str, Any] = field(default_factory=dict)
    cell: str | None = None
    file_name: str = ""
    earlier: Mapping[str, Mapping[Period, int]] = field(default_factory=dict)  # by indicator, of its own unit
    beside: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # other units' forms of the same run
    accepted_before: Mapping[str, bool] = field(default_factory=dict)  # by indicator: of the version before it

    def bytes(self, metadata: Metadata) -> bytes:
        return (
            self.content(metadata) if self.content else annex(metadata, self.unit, self.values, self.edit, **self.lines)
        )


def _owner_unit(metadata: Metadata, indicator: str) -> str:
    return UNIT_OF_ROLE[metadata.indicators[indicator].owner[0]]


def _consistent(metadata: Metadata, rule_book: RuleBook, values: dict[str, Any]) -> dict[str, Any]:
    """The values with what other rules ask for beside them: wholes as large as parts, a part to a total, amounts."""
    known, done = metadata.indicators, dict(values)
    entries = rule_book.in_force(PERIOD, "annex-2024")
    groups = [e.kwargs["column_list"] for e in entries if e.rule == "rule.all_parts_nil"]
    amounts = [e.kwargs["column_list"] for e in entries if e.rule == "rule.iff"]
    before = None
    while before != done:
        before = dict(done)
        for name, value in before.items():
            parent = known[name].parent
            if parent and known[parent].owner == known[name].owner:
                done.setdefault(parent, value)
        for total, *parts in groups:
            if total in done and not any(part in done for part in parts):
                done[parts[0]] = done[total]
        for amount, cases in amounts:
            if cases in done:
                done.setdefault(amount, 1)
    return done


def _across_columns(metadata: Metadata, rule_book: RuleBook) -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    bites, spares = {}, {}
    for entry in rule_book.in_force(PERIOD, "annex-2024"):
        if entry.grain is not Grain.SUBMISSION:
            continue
        columns = entry.kwargs.get("column_list")
        if not columns or entry.rule == "rule.ratio":  # nobody owns a percentage: see _compared
            continue
        first, second = columns[0], columns[1]
        unit, cell = _owner_unit(metadata, first), cell_of(metadata, first)
        bad, good = {
            "rule.partition": ({first: 2, second: 1}, {first: 2, second: 2}),
            "rule.subset": ({first: 3, second: 2}, {first: 2, second: 2}),
            "rule.iff": ({first: 5}, {first: 5, second: 1}),
            "rule.all_parts_nil": ({first: 1}, {first: 0}),
        }[entry.rule]
        exact = entry.rule in ("rule.iff", "rule.all_parts_nil")
        bites[entry.id] = Specimen(unit, bad if exact else _consistent(metadata, rule_book, bad), cell=cell)
        spares[entry.id] = Specimen(
            unit, good if entry.rule == "rule.all_parts_nil" else _consistent(metadata, rule_book, good)
        )
    return bites, spares


def _of_two_tiers(metadata: Metadata) -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    """The rules on the rows that are left of the teams on the form of 2025-S2."""
    form = metadata.form(AFTER)
    line = {**next(u for u in units(files_of(AFTER)[0]) if u["unit"] == "19-D178"), "sheet": "Bieu"}

    def specimen(entries: dict[str, str], first: str) -> Specimen:
        content = workbook_bytes(line, entries, form)
        identity = {"folder_unit": "19-D178", "given_period": AFTER}
        cell = f"Bieu!C{HEAD_ROW + form.row_of[first].row}"
        return Specimen(content=lambda _: content, identity=identity, cell=cell)

    bites, spares = {}, {}
    for total, part in (("team_total", "team_province"), ("member_total", "member_province")):
        bites[f"partition-{total}-two-tiers"] = specimen({total: "3", part: "2"}, total)
        spares[f"partition-{total}-two-tiers"] = specimen({total: "2", part: "2"}, total)
        bites[f"all-parts-nil-{total}-two-tiers"] = specimen({total: "1"}, total)
        spares[f"all-parts-nil-{total}-two-tiers"] = specimen({total: "0"}, total)
    return bites, spares


def _delete(metadata: Metadata, indicator: str) -> Callable[[Workbook, Worksheet], None]:
    return lambda _book, sheet: sheet.delete_rows(row_of(metadata, indicator))


def _cells(metadata: Metadata) -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    cached = lambda m: with_cached_formula(annex(m, WARD, {"hotspots": "=1+2"}), "3")  # noqa: E731
    cases: dict[str, tuple[Any, Any]] = {  # what a count cell holds: bad, good
        "not-a-number": ("ba", "05"),
        "ambiguous-separator": (19.81, "19.810"),
        "qualified": ("khoảng 40", "40"),
        "negative": (-5, "–"),
        "fraction": (1234.5, 1234.0),
        "date": (datetime(2024, 6, 5), 45448),  # noqa: DTZ001
        "formula-error": ("#REF!", 3),
        "formula-uncached": ("=1+2", cached),
        "struck-out": (_rich(STRUCK, "14"), "14"),
        "raised-mark": (_rich("2", RAISED, "1"), "2"),
        "magnitude": (10_000_000, 9_999),
    }
    bites, spares = {}, {}
    for name, (bad, good) in cases.items():
        for whose, indicator in (("own", "hotspots"), ("other", "raids_public")):
            good_value = good if whose == "own" or callable(good) else "-"
            spare = Specimen(content=good) if callable(good) else Specimen(values={indicator: good_value})
            bites[f"{name}-{whose}"] = Specimen(values={indicator: bad}, cell=cell_of(metadata, indicator))
            spares[f"{name}-{whose}"] = spare
    for whose, indicator in (("own", "hotspots"), ("other", "raids_public")):
        place = cell_of(metadata, indicator)
        bites[f"scaled-format-{whose}"] = Specimen(edit=_formatted(metadata, indicator, 3000, "#,##0,"), cell=place)
        spares[f"scaled-format-{whose}"] = Specimen(edit=_formatted(metadata, "hotspots", 3, '0 "tụ điểm"'))
    for whose, unit in (("own", OFFICE), ("other", WARD)):
        bites[f"yes-no-{whose}"] = Specimen(unit, {"prog_drug": "chưa rõ"}, cell=cell_of(metadata, "prog_drug"))
        spares[f"yes-no-{whose}"] = Specimen(unit, {"prog_drug": "KHÔNG"})
    bites["percent-scale-own"] = Specimen(values={"hotspots": "12%"}, cell=cell_of(metadata, "hotspots"))
    spares["percent-scale-own"] = Specimen(values={"hotspots": 12})
    percent = cell_of(metadata, "fac_inspected_pct")
    bites["percent-scale-other"] = Specimen(values={"fac_inspected_pct": 0.046}, cell=percent)
    spares["percent-scale-other"] = Specimen(values={"fac_inspected_pct": "4,6%"})
    return bites, spares


def _owned(metadata: Metadata, unit: str) -> set[str]:
    role = next(u.role for u in metadata.units_valid(PERIOD) if u.unit_code == unit)
    return {name for name in metadata.form(PERIOD).row_of if role in metadata.indicators[name].owner}


STRUCK, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")


def _rich(*pieces: InlineFont | str) -> CellRichText:
    """A text of pieces; the font before a piece is its own."""
    blocks, font = [], None
    for piece in pieces:
        if isinstance(piece, str):
            blocks.append(TextBlock(font or InlineFont(), piece))
        font = None if isinstance(piece, str) else piece
    return CellRichText(blocks)


def _formatted(metadata: Metadata, indicator: str, number: int, code: str) -> Callable[[Workbook, Worksheet], None]:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        cell = sheet.cell(row_of(metadata, indicator), 3)
        cell.value, cell.number_format = number, code

    return edit


def _remarks(metadata: Metadata) -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    """What is told of a figure that counts."""
    spots = cell_of(metadata, "hotspots")
    cases: dict[str, tuple[Any, Any]] = {
        "struck-out-told": (_rich(STRUCK, "1", "4"), _rich("1", "4")),
        "raised-mark-told": (_rich("2", RAISED, "(1)"), _rich("2")),
        "magnitude-unusual": (100_000, 99_999),
        "nil-in-words": ("không phát sinh", "-"),
        "unit-written": ("12 tụ điểm", "12"),
    }
    bites = {name: Specimen(values={"hotspots": bad}, cell=spots) for name, (bad, _) in cases.items()}
    return bites, {name: Specimen(values={"hotspots": good}) for name, (_, good) in cases.items()}


def _on_others_rows(metadata: Metadata, owned: set[str]) -> set[str]:
    return {name for row in metadata.form(PERIOD).rows if owned.isdisjoint(row.indicators) for name in row.indicators}


def _rows(metadata: Metadata) -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    facilities = {"fac_total": 1, "fac_lodging": 1}
    bites = {
        "owner-foreign-row": Specimen(values={"raids_public": 1}, cell=cell_of(metadata, "raids_public")),
        "missing-row-own": Specimen(edit=_delete(metadata, "hotspots")),
        "missing-row-other": Specimen(edit=_delete(metadata, "raids_public")),
        "blank-own-beside-figures": Specimen(
            values={**facilities, "fac_dance": None}, cell=cell_of(metadata, "fac_dance")
        ),
        "blank-own": Specimen(values={"hotspots": None}, cell=cell_of(metadata, "hotspots")),
        "not-filled-in": Specimen(values=dict.fromkeys(_owned(metadata, WARD))),
        "emptied-cell": Specimen(
            accepted_before={"hotspots": True}, identity={"collected": True}, cell=cell_of(metadata, "hotspots")
        ),
    }
    spares = {
        "owner-foreign-row": Specimen(values={"raids_public": 0, "comm_sessions": 2, "comm_attendees": 90}),
        "missing-row-own": Specimen(edit=lambda _book, sheet: sheet.insert_rows(row_of(metadata, "hotspots"))),
        "missing-row-other": Specimen(edit=lambda _book, sheet: sheet.insert_rows(row_of(metadata, "raids_public"), 3)),
        "blank-own-beside-figures": Specimen(values={**facilities, "raids_public": None}),
        "blank-own": Specimen(values={"raids_public": None}),
        "not-filled-in": Specimen(values=dict.fromkeys(_on_others_rows(metadata, _owned(metadata, WARD)))),
        "emptied-cell": Specimen(
            values={"hotspots": 0}, accepted_before={"hotspots": True}, identity={"collected": True}
        ),
    }
    return bites, spares


def _identities() -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    nobody = {"superior": "ỦY BAN NHÂN DÂN", "head": "BIỂU SỐ LIỆU"}
    bites = {
        "unit-mismatch": Specimen("01837", identity={"folder_unit": WARD}, cell="Bieu!A2"),
        "folder-mismatch": Specimen("01837", identity={"folder_unit": WARD, "given_unit": "01837"}),
        "period-mismatch": Specimen(lines={"period_line": "6 tháng cuối năm 2024"}, cell="Bieu!A5"),
        "unit-not-valid": Specimen(lines=nobody, identity={"folder_unit": None, "given_unit": "19"}),
        "unit-missing": Specimen(lines=nobody, identity={"folder_unit": None}),
        "period-missing": Specimen(lines={"period_line": "Kỳ báo cáo"}, identity={"given_period": None}),
    }
    spares = {
        "unit-mismatch": Specimen("01837", identity={"folder_unit": "01837"}),
        "folder-mismatch": Specimen("01837", identity={"folder_unit": "01837", "given_unit": "01837"}),
        "period-mismatch": Specimen(lines={"period_line": "6 THÁNG ĐẦU NĂM 2024"}),
        "unit-not-valid": Specimen(lines=nobody, identity={"folder_unit": None, "given_unit": WARD}),
        "unit-missing": Specimen(identity={"folder_unit": None}),
        "period-missing": Specimen(identity={"given_period": None}),
    }
    return bites, spares


def _too_large(_: Metadata) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(201 * 1024 * 1024))
    return saved.getvalue()


def _with_entities(metadata: Metadata) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(annex(metadata))) as source, zipfile.ZipFile(saved, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "a">]>' + content
            target.writestr(part.filename, content)
    return saved.getvalue()


def _put(row: int, column: int, value: Any) -> Callable[[Workbook, Worksheet], None]:
    return lambda _book, sheet: sheet.cell(row, column, value) and None


def _lose_letters(_: Workbook, sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.encode("ascii", "replace").decode("ascii")


def _hide_a_sheet(book: Workbook, _: Worksheet) -> None:
    book.create_sheet("Nhap").sheet_state = "hidden"


def _repeat(row: int) -> Callable[[Workbook, Worksheet], None]:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.insert_rows(row + 1)
        for column in (1, 2, 3):
            sheet.cell(row + 1, column, sheet.cell(row, column).value)

    return edit


def _respelt(row: int, right: str, wrong: str) -> Callable[[Workbook, Worksheet], None]:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        label = str(sheet.cell(row, 1).value)
        assert right in label
        sheet.cell(row, 1).value = label.replace(right, wrong)

    return edit


def _signed(row: int) -> Callable[[Workbook, Worksheet], None]:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(row, 3, "CHỦ TỊCH")
        sheet.cell(row + 4, 3, "Trần Thị Bích Ngọc")

    return edit


def _with_part(metadata: Metadata, name: str) -> bytes:
    saved = io.BytesIO(annex(metadata))
    with zipfile.ZipFile(saved, "a") as archive:
        archive.writestr(name, b"<x/>")
    return saved.getvalue()


_PROSE = "Trong kỳ, đơn vị đã phối hợp với các ngành tuyên truyền, vận động nhân dân chấp hành quy định của pháp luật"


def _detections(metadata: Metadata) -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    below = HEAD_ROW + len(metadata.form(PERIOD).rows) + 6
    heading, note = HEAD_ROW + 2, f"sheet1!A{below}"
    hotspots = row_of(metadata, "hotspots")
    clean = Specimen()
    bites = {
        "file-encrypted": Specimen(
            content=lambda _: compound_bytes({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})
        ),
        "file-corrupt": Specimen(content=lambda m: annex(m)[:-200]),
        "file-unsupported": Specimen(content=lambda _: compound_bytes({"WordDocument": b"x"})),
        "file-too-large": Specimen(content=_too_large),
        "file-empty": Specimen(content=lambda _: b""),
        "file-macro": Specimen(content=lambda m: _with_part(m, "xl/vbaProject.bin")),
        "file-unreadable-name": Specimen(file_name="bi\ufffdu.xlsx", cell=FILE_NAME),
        "file-external-link": Specimen(content=lambda m: _with_part(m, "xl/externalLinks/externalLink1.xml")),
        "form-not-recognised": Specimen(edit=lambda _book, sheet: sheet.delete_rows(HEAD_ROW)),
        "form-letters-lost": Specimen(edit=_lose_letters),
        "form-version-unknown": Specimen(
            lines={"period_line": "Kỳ báo cáo"}, identity={"given_period": Period(2026, 1)}
        ),
        "label-approximate": Specimen(edit=_respelt(hotspots, "địa bàn", "địa ban"), cell=f"Bieu!A{hotspots}"),
        "row-unknown": Specimen(edit=_put(heading, 3, 7), cell=f"Bieu!C{heading}"),
        "row-duplicate": Specimen(edit=_repeat(hotspots), cell=f"Bieu!C{hotspots + 1}"),
        "several-forms": Specimen(edit=lambda book, sheet: book.copy_worksheet(sheet) and None),
        "sheet-hidden": Specimen(edit=_hide_a_sheet, cell="sheet2!A1"),
        "privacy-id-number": Specimen(edit=_put(below, 1, "CCCD 006199012345"), cell=note),
        "privacy-phone": Specimen(edit=_put(below, 1, "ĐT: 0912 345 678"), cell=note),
        "privacy-email": Specimen(edit=_put(below, 1, "pcmd.songcau@backan.example.vn"), cell=note),
        "privacy-plate": Specimen(edit=_put(below, 1, "xe 97B1-234.56"), cell=note),
        "privacy-person-name": Specimen(edit=_put(20, 6, "Trần Thị Bích Ngọc"), cell="sheet1!F20"),
        "privacy-place-name": Specimen(edit=_put(20, 6, "nhà nghỉ Hoa Hồng"), cell="sheet1!F20"),
        "privacy-address": Specimen(edit=_put(20, 6, "trú tại tổ 5"), cell="sheet1!F20"),
        "privacy-birth-date": Specimen(edit=_put(20, 6, "sinh ngày 12/3/1990"), cell="sheet1!F20"),
        "privacy-social-account": Specimen(edit=_put(20, 6, "t.me/hoahong"), cell="sheet1!F20"),
        "privacy-free-text": Specimen(edit=_put(20, 6, _PROSE), cell="sheet1!F20"),
    }
    spares = {
        "file-encrypted": clean,
        "file-corrupt": clean,
        "file-unsupported": clean,
        "file-too-large": clean,
        "file-empty": clean,
        "file-unreadable-name": Specimen(file_name="biểu.xlsx"),
        "file-macro": Specimen(content=lambda m: _with_part(m, "xl/printerSettings/printerSettings1.bin")),
        "file-external-link": clean,
        "label-approximate": Specimen(edit=_respelt(hotspots, "- Số tụ", "– SỐ TỤ")),
        "form-not-recognised": Specimen(edit=lambda _book, sheet: sheet.insert_rows(1, 4)),
        "form-letters-lost": Specimen(edit=_put(20, 6, "đúng?")),
        "form-version-unknown": Specimen(lines={"period_line": ""}, identity={"given_period": Period(2024, 2)}),
        "row-unknown": Specimen(edit=_put(heading, 3, "-")),
        "row-duplicate": Specimen(edit=lambda _book, sheet: sheet.insert_rows(hotspots + 1)),
        "several-forms": Specimen(edit=lambda book, _: book.create_sheet("Ghi chu") and None),
        "sheet-hidden": Specimen(edit=lambda book, _: book.create_sheet("Ghi chu") and None),
        "privacy-id-number": Specimen(edit=_put(20, 6, "Số: 123456/BC-UBND")),
        "privacy-phone": Specimen(edit=_put(20, 6, "kinh phí 912.345.678 đồng")),
        "privacy-address": Specimen(edit=_put(20, 6, "tổ 5, khai báo tạm trú")),
        "privacy-birth-date": Specimen(edit=_put(20, 6, "phát sinh ngày 12/3/2024")),
        "privacy-social-account": Specimen(edit=_put(20, 6, "tuyên truyền qua Zalo, Facebook")),
        "privacy-email": Specimen(edit=_put(below, 1, "NGƯỜI LẬP BIỂU @ UBND")),
        "privacy-plate": Specimen(edit=_put(below, 1, "Số: 97/BC-UBND")),
        "privacy-person-name": Specimen(edit=_signed(below)),
        "privacy-place-name": Specimen(edit=_put(20, 6, "2 nhà nghỉ, 1 khách sạn")),
        "privacy-free-text": Specimen(edit=_put(20, 6, "Số liệu tính đến ngày 14/6/2024")),
    }
    return bites, spares


def _compared(metadata: Metadata) -> tuple[dict[str, Specimen], dict[str, Specimen]]:
    """Rules that look beside the form: at its words, its own percentage, other units, and the time before."""
    other = row_of(metadata, "prog_other")
    named = Specimen(OFFICE, {"prog_other": "Có"}, edit=_respelt(other, "ghi rõ.....", "ghi rõ: nông thôn mới"))
    half_years = [Period(year, half) for year in (2020, 2021, 2022) for half in (1, 2)]
    steady = dict.fromkeys(half_years, 2)
    wards = [u.unit_code for u in metadata.units_valid(PERIOD) if u.role == "ward" and u.unit_code != WARD]
    peers = tuple((ward, {"hotspots": 2}) for ward in wards)
    staff = {"staff_total": 10, "staff_contract": 10}
    spots, sessions = cell_of(metadata, "hotspots"), {"comm_sessions": 17, "comm_attendees": 1914}
    bites = {
        "companion-text-own": Specimen(OFFICE, {"prog_other": "Có"}, cell=cell_of(metadata, "prog_other")),
        "ratio-comm_svcworkers_pct": Specimen(
            values={**staff, "comm_svcworkers": "5 (80%)"}, cell=cell_of(metadata, "comm_svcworkers")
        ),
        "outlier-own-history": Specimen(values={"hotspots": 14}, earlier={"hotspots": steady}, cell=spots),
        "outlier-peers": Specimen(values={"hotspots": 21}, beside=peers, cell=spots),
        "change-from-previous": Specimen(
            values={"hotspots": 51}, earlier={"hotspots": {PERIOD.previous: 20}}, cell=spots
        ),
        "change-from-last-year": Specimen(
            values={"hotspots": 51}, earlier={"hotspots": {PERIOD.last_year: 20}}, cell=spots
        ),
        "duplicate-sessions": Specimen(values=sessions, beside=(("058-HPN", sessions),)),
        "timeliness-late": Specimen(identity={"collected": True, "received_at": datetime(2024, 6, 16, 17, tzinfo=UTC)}),
    }
    spares = {
        "companion-text-own": named,
        "ratio-comm_svcworkers_pct": Specimen(values={**staff, "comm_svcworkers": "5 (50,0%)"}),
        "outlier-own-history": Specimen(values={"hotspots": 13}, earlier={"hotspots": steady}),
        "outlier-peers": Specimen(values={"hotspots": 20}, beside=peers),
        "change-from-previous": Specimen(values={"hotspots": 50}, earlier={"hotspots": {PERIOD.previous: 20}}),
        "change-from-last-year": Specimen(values={"hotspots": 50}, earlier={"hotspots": {PERIOD.last_year: 20}}),
        "duplicate-sessions": Specimen(values=sessions, beside=(("058-HPN", {**sessions, "comm_attendees": 1915}),)),
        "timeliness-late": Specimen(
            identity={"collected": True, "received_at": datetime(2024, 6, 16, 16, 59, tzinfo=UTC)}
        ),
    }
    return bites, spares


@dataclass(frozen=True)
class Judged:
    bites: Mapping[str, tuple[Specimen, tuple[Finding, ...]]]
    spares: Mapping[str, tuple[Specimen, tuple[Finding, ...]]]


@pytest.fixture(scope="module")
def judged(metadata: Metadata, rule_book: RuleBook, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """All specimens judged in one batch, as a cycle's submissions are."""
    folder = tmp_path_factory.mktemp("specimens")
    bites: dict[str, Specimen] = {}
    spares: dict[str, Specimen] = {}
    for made in (
        _across_columns(metadata, rule_book),
        _of_two_tiers(metadata),
        _cells(metadata),
        _remarks(metadata),
        _rows(metadata),
        _identities(),
        _detections(metadata),
        _compared(metadata),
    ):
        bites |= made[0]
        spares |= made[1]
    specimens = [*bites.values(), *spares.values()]
    found = _judge(specimens, metadata, rule_book, folder)
    biting = dict(zip(bites, zip(bites.values(), found, strict=False), strict=True))
    sparing = dict(zip(spares, zip(spares.values(), found[len(bites) :], strict=True), strict=True))
    return Judged(biting, sparing)


def _judge(
    specimens: list[Specimen], metadata: Metadata, rule_book: RuleBook, folder: Path
) -> list[tuple[Finding, ...]]:
    """All together, as a cycle is, by each engine; those that bring an earlier time or other units by themselves."""
    forms = [_form(specimen, metadata, folder) for specimen in specimens]
    alone = [n for n, specimen in enumerate(specimens) if not _with_others(specimen)]
    together, at_once = (
        validate([forms[number] for number in alone], rule_book, metadata, engine=engine)[0].submissions
        for engine in (RuleEngine.GREAT_EXPECTATIONS, RuleEngine.AT_ONCE)
    )
    assert together == at_once
    found = {number: report.findings for number, report in zip(alone, together, strict=True)}
    for number in set(range(len(specimens))) - set(alone):
        s = specimens[number]
        others = [_form(Specimen(unit, values), metadata, folder) for unit, values in s.beside]
        before = as_earlier(
            (s.unit, name, period, Decimal(value)) for name, at in s.earlier.items() for period, value in at.items()
        )
        recorded = [RecordedVersion("0" * 64, s.unit, PERIOD, 1, True, s.accepted_before)] if s.accepted_before else []
        report, _ = validate([forms[number], *others], rule_book, metadata, earlier=before, recorded=recorded)
        found[number] = report.submissions[0].findings
    return [found[number] for number in range(len(specimens))]


def _with_others(specimen: Specimen) -> bool:
    return bool(specimen.earlier or specimen.beside or specimen.accepted_before)


def _form(specimen: Specimen, metadata: Metadata, folder: Path) -> ScreenedForm:
    identity = {"folder_unit": specimen.unit, **specimen.identity}
    handed_in = replace(submission(folder, specimen.bytes(metadata), **identity), file_name=specimen.file_name)
    return screen(parse(handed_in, metadata), metadata)


OF_A_FOLDER = {"file-unreachable"}  # and of no submission: tests/stages/collect/test_unreachable_finding.py


def test_every_rule_has_a_specimen_that_breaks_it_and_one_that_passes(judged: Judged, rule_book: RuleBook) -> None:
    ids = {entry.id for entry in rule_book.entries if entry.grain is not Grain.CONSOLIDATED} - OF_A_FOLDER
    assert set(judged.bites) == ids
    assert set(judged.spares) == ids


def _ids() -> list[str]:
    from wardreport.metadata import load_metadata
    from wardreport.metadata.rules.rule_book import load_rule_book
    from wardreport.metadata.sources import RULES

    book = load_rule_book(RULES, load_metadata())
    # the consolidated table's own rules have their specimens in test_consolidated_rules.py
    judged_here = [entry.id for entry in book.entries if entry.grain is not Grain.CONSOLIDATED]
    return [identifier for identifier in judged_here if identifier not in OF_A_FOLDER]


@pytest.mark.parametrize("identifier", _ids())
def test_rule_bites_alone_and_at_its_address(identifier: str, judged: Judged) -> None:
    specimen, found = judged.bites[identifier]
    assert [(finding.entry, finding.cell) for finding in found] == [(identifier, specimen.cell)]


@pytest.mark.parametrize("identifier", _ids())
def test_rule_spares_what_is_on_the_edge(identifier: str, judged: Judged) -> None:
    _, found = judged.spares[identifier]
    assert found == ()


def test_a_declared_entity_is_a_corrupt_file(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> None:
    (found,) = _judge([Specimen(content=_with_entities)], metadata, rule_book, tmp_path)
    assert [finding.rule for finding in found] == ["file.corrupt"]
