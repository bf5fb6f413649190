"""Lays out the sample share, its decision file and its people: 14 filled annexes as real ``.xlsx`` files.

The agencies' figures are the real ones of 2024-S1; the split of the wards' totals over the eight wards is illustrative
(``origin`` in ``figures_2024_s1.csv``), and so is all that some units say in words (``narratives_2024_s1.csv``). The
same call makes the same bytes, so that a second demonstration brings nothing new.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import sys
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.domain.deadline import VIETNAM
from wardreport.domain.period import Period
from wardreport.metadata import load_metadata
from wardreport.metadata.form_versions import FormVersion, RowKind
from wardreport.writing.house_style import FONT

HERE = Path(__file__).parent
OFFICE = HERE / "office"
PERIOD = Period(2024, 1)
NIL = "-"

NARRATIVE_SHEET = "Thuyet minh"

Entries = dict[str, str]  # indicator → what the clerk typed
Said = dict[str, str]  # section of the report → what the unit says for it


def units(file: Path = HERE / "units_2024_s1.csv") -> list[dict[str, str]]:
    """One line a unit: its folder, file and sheet, and the lines that it writes above the table."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def figures(file: Path = HERE / "figures_2024_s1.csv") -> dict[str, Entries]:
    """By unit what it typed; every row not named is nil."""
    by_unit: dict[str, Entries] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            by_unit.setdefault(line["unit"], {})[line["indicator"]] = line["entry"]
    return by_unit


def narratives(file: Path = HERE / "narratives_2024_s1.csv") -> dict[str, Said]:
    """By unit what it says for the report; a unit that says nothing is not there."""
    by_unit: dict[str, Said] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            by_unit.setdefault(line["unit"], {})[line["section"]] = line["text"]
    return by_unit


def workbook_bytes(unit: dict[str, str], entries: Entries, form: FormVersion, said: Said | None = None) -> bytes:
    """The filled annex of one unit; the same arguments give the same bytes."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = unit["sheet"]
    first, shift = int(unit["first_row"]), 1 if unit["serial_column"] == "yes" else 0
    heads = [unit["superior"], unit["head"], "BIỂU TỔNG HỢP THỐNG KÊ SỐ LIỆU", "Công tác phòng, chống mại dâm"]
    for offset, line in enumerate([*heads, unit["period_line"]]):
        sheet.cell(first + offset, 1 + shift, line).font = Font(name=FONT, bold=True)
    _table(sheet, form, entries, first + 5, shift)
    end = sheet.max_row + 2
    for column, line in ((1 + shift, "NGƯỜI LẬP BIỂU"), (3 + shift, "THỦ TRƯỞNG ĐƠN VỊ")):
        sheet.cell(end, column, line).font = Font(name=FONT, bold=True)
    if said:
        _narrative_sheet(workbook.create_sheet(NARRATIVE_SHEET), said)
    return _repeatable(workbook)


def _table(sheet: Worksheet, form: FormVersion, entries: Entries, head_row: int, shift: int) -> None:
    headings = (["STT"] if shift else []) + ["Nội dung", "Đơn vị tính", "Số lượng"]
    thin = Side(style="thin")
    for column, heading in enumerate(headings, start=1):
        sheet.cell(head_row, column, heading).font = Font(name=FONT, bold=True)
    for number, row in enumerate(form.rows, start=1):
        typed: str | int | None = None
        if row.kind is RowKind.DATA:
            typed = entries.get(row.indicators[0], NIL)
            typed = int(typed) if typed == str(int(typed) if typed.isdigit() else "") else typed
        elif row.kind is not RowKind.HEADING:
            typed = NIL  # clerks put a dash on "Trong đó" and on the empty rows too
        line = ([number] if shift else []) + [row.label_printed or None, row.unit_printed or None, typed]
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(head_row + number, column, value)
            cell.font = Font(name=FONT, bold=row.kind is RowKind.HEADING)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
    sheet.column_dimensions["AB"[shift]].width = 70
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _narrative_sheet(sheet: Worksheet, said: Said) -> None:
    sheet.cell(1, 1, "THUYẾT MINH").font = Font(name=FONT, bold=True)
    for number, section in enumerate(load_metadata().narrative_sections.values(), start=2):
        sheet.cell(number, 1, section.heading).font = Font(name=FONT, bold=True)
        sheet.cell(number, 2, said.get(section.section)).font = Font(name=FONT)
        for column in (1, 2):
            sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 90
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _repeatable(workbook: Workbook) -> bytes:
    """The saved workbook with the clock taken out: a fixed date in its properties and in its archive."""
    saved, repeatable = io.BytesIO(), io.BytesIO()
    workbook.properties.creator = ""
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(repeatable, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = b'<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
            target.writestr(zipfile.ZipInfo(part.filename, (2024, 6, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return repeatable.getvalue()


def make_share(share: Path, decisions: Path | None = None) -> dict[str, Path]:
    """Writes the 14 files, and the decision file where one is asked for; gives back each unit's file."""
    files = lay_out(share, units(), figures(), load_metadata().form(PERIOD), said=narratives())
    if decisions is not None:
        _write_decisions(decisions, files)
    return files


def lay_out(
    share: Path,
    listed: list[dict[str, str]],
    typed: dict[str, Entries],
    form: FormVersion,
    subfolder: str = "",
    said: Mapping[str, Said] | None = None,
) -> dict[str, Path]:
    """Writes the filled annex of every unit listed, each in its folder (or a subfolder there); gives back the files."""
    files, words = {}, said or {}
    for unit in listed:
        folder = share / unit["folder"] / subfolder
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / unit["file"]
        file.write_bytes(workbook_bytes(unit, typed[unit["unit"]], form, words.get(unit["unit"])))
        submitted = datetime.fromisoformat(unit["submitted_on"]).replace(hour=9, tzinfo=VIETNAM).timestamp()
        os.utime(file, (submitted, submitted))
        files[unit["unit"]] = file
    return files


def _write_decisions(target: Path, files: dict[str, Path]) -> None:
    content: dict[str, Any] = yaml.safe_load((HERE / "decisions_2024_s1.yaml").read_text(encoding="utf-8"))
    for decision in content["decisions"]:
        decision["submission"] = hashlib.sha256(files[decision["unit"]].read_bytes()).hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def lay_out_office(target: Path) -> None:
    """The sample's office; a file that is there already is somebody's own and stays."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(OFFICE.iterdir()):
        if not (target / file.name).exists():
            shutil.copyfile(file, target / file.name)


def write_people(target: Path) -> None:
    """The three people of the sample alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(OFFICE / "people.csv", target)


if __name__ == "__main__":
    lay_out_office(Path(sys.argv[3]))
    made = make_share(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"sample share: {len(made)} filled annexes in {sys.argv[1]}, decisions in {sys.argv[2]}")
