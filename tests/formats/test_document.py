"""The dispatcher: what a file is, told by its first bytes."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlwt

from tests.formats.excel97.test_biff_workbook import workbook_stream
from wardreport.domain.finding import Detection
from wardreport.formats.document import read_document
from wardreport.formats.grid import Cell, Document

TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
RELATIONS = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r'"
    " Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'"
    " Target='ppt/presentation.xml'/></Relationships>"
)


def read(folder: Path, content: bytes) -> Document | Detection:
    (folder / "file").write_bytes(content)
    return read_document(folder / "file")


def presentation() -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        package.writestr("ppt/presentation.xml", "<p:presentation xmlns:p='x'/>")
    return saved.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\x09\x00\x04\x00\x02\x00\x10\x00\x0a\x00\x00\x00" + b"\0" * 300,  # Excel 2
        b"\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00\x0a\x00\x00\x00" + b"\0" * 300,  # Excel 3
        b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00\x0a\x00\x00\x00" + b"\0" * 300,  # Excel 4
        b"<?xml version='1.0'?><office:document xmlns:office='urn:x'><office:body/></office:document>",
        b"<?xml version='1.0'?><w:wordDocument xmlns:w='x'><w:body/></w:wordDocument>",
        b"\xef\xbb\xbf<?xml version='1.0'?><pkg:package xmlns:pkg='x'><pkg:part/></pkg:package>",
        presentation(),
    ],
)
def test_a_format_with_no_reader_is_unsupported(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content) == Detection("file.unsupported")


def test_records_with_no_compound_file_around_them(tmp_path: Path) -> None:
    saved = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("Bieu").write(0, 0, 7)
    book.save(saved)
    document = read(tmp_path, workbook_stream(saved.getvalue()))
    assert isinstance(document, Document)
    assert document.sheets[0].cells == {(1, 1): Cell(7)}


def test_the_one_sheet_that_web_programs_write(tmp_path: Path) -> None:
    """The few records, without a workbook, that circulate as the shortest way to an Excel file from PHP."""
    begin = struct.pack("<6H", 0x809, 0x8, 0x0, 0x10, 0x0, 0x0)
    label = struct.pack("<6H", 0x204, 8 + 4, 0, 0, 0, 4) + b"Tong"
    number = struct.pack("<5Hd", 0x203, 14, 0, 1, 0, 12.0)
    header = struct.pack("<HHB", 0x14, 13, 12) + b"0912 345 678"
    document = read(tmp_path, begin + label + number + header + struct.pack("<2H", 0x0A, 0))
    assert isinstance(document, Document)
    assert document.sheets[0].cells == {(1, 1): Cell("Tong"), (1, 2): Cell(12)}
    assert [(text.masked_cell, text.text) for text in document.texts] == [("sheet1!header", "0912 345 678")]
