"""What office programs write of people into a file by themselves, put into the specimens of ``books``."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import docx
import olefile
from docx.oxml import parse_xml
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.specimens.books import compound_bytes

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


@dataclass(frozen=True)
class Trace:
    """Who worked on a file, and what people typed into its properties and its notes."""

    who: str
    title: str = "Biểu số liệu"
    note: str = "đã đối chiếu với sổ"


def xlsx(content: bytes, trace: Trace) -> bytes:
    """Properties, a note that begins with its author, a threaded comment, SharePoint's users, revisions, a path."""
    book = load_workbook(io.BytesIO(content), rich_text=True)
    properties = book.properties
    properties.creator = properties.lastModifiedBy = trace.who
    properties.title = trace.title
    book.worksheets[0].cell(9, 3).comment = Comment(f"{trace.who}:\n{trace.note}", trace.who)
    saved = io.BytesIO()
    book.save(saved)
    return _with_parts(
        saved.getvalue(),
        {
            "docProps/custom.xml": '<Properties xmlns="x"><property name="SharedWithUsers"><v>'
            f"12;#{trace.who};#15;#{trace.who}</v></property></Properties>",
            "customXml/item1.xml": f'<p:properties xmlns:p="{_PACKAGE}/x"><UserInfo><DisplayName>{trace.who}'
            "</DisplayName><AccountId>7</AccountId></UserInfo></p:properties>",
            "xl/persons/person.xml": f'<personList xmlns="{_THREADED}"><person displayName="{trace.who}" id="1" '
            'userId="S::a@office.example::1" providerId="AD"/></personList>',
            "xl/revisions/revisionHeaders.xml": f'<headers xmlns="x"><header userName="{trace.who}"/></headers>',
            "xl/revisions/userNames.xml": f'<users xmlns="x"><userInfo name="{trace.who}"/></users>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r" Type="x/externalLinkPath" TargetMode="External" '
            f'Target="file:///C:\\Users\\{trace.who}\\Documents\\Zalo Received Files\\So lieu.xlsx"/></Relationships>',
        },
    )


def word(content: bytes, trace: Trace) -> bytes:
    """Properties, a comment, a tracked insertion and deletion."""
    document = docx.Document(io.BytesIO(content))
    properties = document.core_properties
    properties.author = properties.last_modified_by = trace.who
    properties.title = trace.title
    paragraph = document.add_paragraph("Số liệu chốt ngày 14/6")
    document.add_comment(paragraph.runs, text=f"@{trace.who} {trace.note}", author=trace.who, initials="A")
    for change, text in (("ins", "t"), ("del", "delText")):
        paragraph._p.append(
            parse_xml(
                f'<w:{change} xmlns:w="{_W}" w:id="9" w:author="{trace.who}" w:date="2024-06-05T08:00:00Z">'
                f"<w:r><w:{text}>13</w:{text}></w:r></w:{change}>"
            )
        )
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def ods(content: bytes, trace: Trace) -> bytes:
    """Properties, a note with its author, a tracked change."""
    annotation = (
        f"<office:annotation {_ODF}><dc:creator>{trace.who}</dc:creator>"
        f"<text:p>{trace.who}:</text:p><text:p>{trace.note}</text:p></office:annotation>"
    )
    change = (
        f'<table:tracked-changes {_ODF} xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
        "<table:insertion><office:change-info><dc:creator>"
        f"{trace.who}</dc:creator></office:change-info></table:insertion></table:tracked-changes>"
    )
    meta = (
        f"<office:document-meta {_ODF}><office:meta><meta:initial-creator>{trace.who}</meta:initial-creator>"
        f"<dc:creator>{trace.who}</dc:creator><meta:printed-by>{trace.who}</meta:printed-by>"
        f"<dc:title>{trace.title}</dc:title></office:meta></office:document-meta>"
    )
    archive = zipfile.ZipFile(io.BytesIO(content))
    body = archive.read("content.xml").decode()
    body = body.replace("<office:spreadsheet>", f"<office:spreadsheet>{change}", 1)
    before, cell, after = body.partition("<text:p>")
    return _with_parts(content, {"content.xml": f"{before}{annotation}{cell}{after}", "meta.xml": meta})


def xls(content: bytes, trace: Trace) -> bytes:
    """The summary: title, author, who saved it last."""
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        stream = ole.openstream("Workbook").read()
    values = {2: trace.title, 4: trace.who, 8: trace.who}
    return compound_bytes({"Workbook": stream, "\x05SummaryInformation": _summary(values)})


def html(content: bytes, trace: Trace) -> bytes:
    """The author in a meta element, Excel's own properties in a comment, a note with its author."""
    head = (
        f'<html {_OFFICE}><head><meta charset="utf-8"><meta name="author" content="{trace.who}">'
        f"<meta name=changedby content='{trace.who}'><title>{trace.title}</title>"
        f"<!--[if gte mso 9]><xml><o:Author>{escape(trace.who)}</o:Author><o:LastAuthor>{trace.who}</o:LastAuthor>"
        "</xml><![endif]--></head>"
    )
    note = (
        f"<div style='mso-element:comment'><span style='mso-comment-author:\"{trace.who}\"'></span>"
        f"<p><b>{trace.who}:</b><br>{trace.note}</p></div>"
    )
    return head.encode() + content + note.encode()


def xml_2003(content: bytes, trace: Trace) -> bytes:
    """Document properties, and a note with its author."""
    properties = (
        f'<DocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><Title>{trace.title}</Title>'
        f"<Author>{trace.who}</Author><LastAuthor>{trace.who}</LastAuthor><Company>{trace.who}</Company>"
        "</DocumentProperties>"
    )
    note = f'<Comment ss:Author="{trace.who}"><ss:Data><B>{trace.who}:</B>&#10;{trace.note}</ss:Data></Comment>'
    text = content.decode().replace("<Styles>", f"{properties}<Styles>", 1)
    return text.replace("</Data></Cell>", f"</Data>{note}</Cell>", 1).encode()


TRACES: Mapping[str, Callable[[bytes, Trace], bytes]] = {
    "xlsx": xlsx, "docx": word, "ods": ods, "xls": xls, "html": html, "xml-2003": xml_2003,
}  # fmt: skip
WITH_NOTES = ("xlsx", "docx", "ods", "html", "xml-2003")


def _with_parts(content: bytes, parts: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return stream.getvalue()


def _summary(values: Mapping[int, str]) -> bytes:
    """A property set in UTF-8 ([MS-OLEPS] 2.21): strings by property id."""
    entries, data = [(1, struct.pack("<Ihxx", 2, -535))], b""
    for key, value in values.items():
        raw = value.encode() + b"\0"
        raw += b"\0" * (-len(raw) % 4)
        entries.append((key, struct.pack("<II", 0x1E, len(raw)) + raw))
    at, index = 8 + 8 * len(entries), b""
    for key, entry in entries:
        index += struct.pack("<II", key, at)
        at += len(entry)
        data += entry
    section = struct.pack("<II", at, len(entries)) + index + data
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0, b"", 1)
    return head + b"\xe0\x85\x9f\xf2\xf9\x4f\x68\x10\xab\x91\x08\x00\x2b\x27\xb3\xd9" + struct.pack("<I", 48) + section
