"""Packages as few programs write them, which office programs open all the same."""

import io
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest
import xlsxwriter

from wardreport.formats.archive import Archive, parse_xml
from wardreport.formats.grid import Cell, UnreadableError
from wardreport.formats.ooxml.spreadsheet_xml import read_spreadsheet_xml

PROPERTIES = "<?xml version='1.0' encoding='UTF-16'?><p><q>0912 345 678</q></p>"


def workbook(rename: Callable[[str], str] = str, added: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    made, saved = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("Bieu").write_row(0, 0, ["Chỉ tiêu", 7])
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(saved, "w") as target:
        for name in source.namelist():
            target.writestr(rename(name), source.read(name))
        for name, part in added.items():
            target.writestr(name, part)
    return saved.getvalue()


@pytest.mark.parametrize(
    "rename",
    [
        str.lower,
        str.upper,
        lambda name: name.replace("workbook", "WorkBook"),
        lambda name: name.replace("sharedStrings", "SharedStrings"),
        lambda name: name.replace("/", "\\"),
    ],
)
def test_case_and_slashes_of_names_do_not_matter(rename: Callable[[str], str]) -> None:
    sheet = read_spreadsheet_xml(Archive(workbook(rename))).sheets[0]
    assert sheet.cells == {(1, 1): Cell("Chỉ tiêu"), (1, 2): Cell(7)}


def test_what_a_mac_packs_with_a_folder_is_no_part() -> None:
    content = workbook(added={"__MACOSX/_rels/._.rels": b"\0\5\x16\7", "__MACOSX/xl/._workbook.xml": b"\0\5\x16\7"})
    assert read_spreadsheet_xml(Archive(content)).sheets[0].cells[1, 2] == Cell(7)


@pytest.mark.parametrize("mark", [b"", b"\xff\xfe"])
def test_a_part_in_utf16_is_read(mark: bytes) -> None:
    content = workbook(added={"customXml/item1.xml": mark + PROPERTIES.encode("utf-16-le")})
    texts = {(text.masked_cell, text.text) for text in read_spreadsheet_xml(Archive(content)).texts}
    assert ("workbook!custom_xml", "0912 345 678") in texts


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp500"])
def test_a_declaration_hides_in_no_encoding(encoding: str) -> None:
    hostile = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>".encode(encoding)
    with pytest.raises(UnreadableError) as refused:
        parse_xml(hostile)
    assert refused.value.rule == "file.corrupt"


def test_the_dtd_of_libreoffice_s_macros_is_no_reason_to_refuse() -> None:
    macro = b'<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd"><m/>'
    assert "Basic/Standard/Module1.xml" in Archive(workbook(added={"Basic/Standard/Module1.xml": macro}))
    with pytest.raises(UnreadableError):
        Archive(workbook(added={"Basic/Standard/Module1.xml": b'<!DOCTYPE m [<!ENTITY a "a">]><m/>'}))


def test_a_sheet_that_the_workbook_does_not_list_is_searched_for_texts() -> None:
    orphan = b"<worksheet><sheetData><row><c><is><t>0912 345 678</t></is></c></row></sheetData></worksheet>"
    document = read_spreadsheet_xml(Archive(workbook(added={"xl/worksheets/sheet9.xml": orphan})))
    assert "0912 345 678" in {text.text for text in document.texts}
