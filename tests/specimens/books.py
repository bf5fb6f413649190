"""Abstract books that can be written in every format a ward may send: what a test of reading starts from."""

from __future__ import annotations

import csv
import html
import io
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
import xlsxwriter
import xlwt
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import _Cell as WordCell
from odf import dc, office, opendocument, style, table, text
from odf import number as data_style
from odf.element import Element
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

_MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


Pieces = tuple[tuple[str, str], ...]  # (text, "struck" or "raised" or "")


@dataclass(frozen=True)
class Page:
    """One sheet: rows of values, None where a cell is empty; every place is (row, column) from 1."""

    rows: list[list[Any]]
    title: str = "Bieu"
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row and column, last row and column
    hidden_rows: tuple[int, ...] = ()
    fonts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    pieces: Mapping[tuple[int, int], Pieces] = field(default_factory=dict)  # of texts that look so in part
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)  # number formats

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def cells(self) -> Iterator[tuple[int, int, Any]]:
        """Every cell that holds something."""
        for row, values in enumerate(self.rows, 1):
            for column, value in enumerate(values, 1):
                if value is not None:
                    yield row, column, value

    def table_rows(self) -> tuple[int, int]:
        """The first and the last row with more than one filled cell: what stands around them is head and signature."""
        wide = [i for i, row in enumerate(self.rows, 1) if sum(value is not None for value in row) > 1]
        return (wide[0], wide[-1]) if wide else (1, len(self.rows))


Book = tuple[Page, ...]


def openpyxl_bytes(book: Sequence[Page]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for page in book:
        sheet = workbook.create_sheet(page.title)
        for row, column, value in page.cells():
            cell = sheet.cell(row, column, value)
            if (row, column) in page.pieces:
                cell.value = CellRichText([_openpyxl_piece(*piece) for piece in page.pieces[row, column]])
            if (row, column) in page.formats:
                cell.number_format = page.formats[row, column]
            if (row, column) in page.fonts:
                cell.font = Font(name=page.fonts[row, column])
            if (row, column) in page.notes:
                cell.comment = Comment(page.notes[row, column], "")
        for first_row, first_column, last_row, last_column in page.merged:
            sheet.merge_cells(None, first_row, first_column, last_row, last_column)
        for row in page.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        if page.hidden:
            sheet.sheet_state = "hidden"
    return _saved(workbook.save)


def _openpyxl_piece(written: str, look: str) -> TextBlock:
    return TextBlock(
        InlineFont(strike=look == "struck" or None, vertAlign="superscript" if look == "raised" else None), written
    )


def xlsxwriter_bytes(book: Sequence[Page]) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    for page in book:
        sheet = workbook.add_worksheet(page.title)
        for first_row, first_column, last_row, last_column in page.merged:
            sheet.merge_range(first_row - 1, first_column - 1, last_row - 1, last_column - 1, "")
        for row, column, value in page.cells():
            font, code = page.fonts.get((row, column)), page.formats.get((row, column))
            look = {**({"font_name": font} if font else {}), **({"num_format": code} if code else {})}
            made = workbook.add_format(look) if look else None
            pieces = page.pieces.get((row, column), ())
            if len(pieces) > 1:
                parts: list[Any] = []
                for written, said in pieces:
                    how = {"struck": {"font_strikeout": True}, "raised": {"font_script": 1}}.get(said)
                    parts += [workbook.add_format(how), written] if how else [written]
                sheet.write_rich_string(row - 1, column - 1, *parts)
            elif pieces:
                sheet.write(row - 1, column - 1, value, workbook.add_format({"font_strikeout": True}))
            else:
                sheet.write(row - 1, column - 1, value, made)
        for (row, column), note in page.notes.items():
            sheet.write_comment(row - 1, column - 1, note)
        for row in page.hidden_rows:
            sheet.set_row(row - 1, None, None, {"hidden": True})
        if page.hidden:
            sheet.hide()
    workbook.close()
    return stream.getvalue()


def xlsm_bytes(book: Sequence[Page]) -> bytes:
    stream = io.BytesIO()
    plain = zipfile.ZipFile(io.BytesIO(openpyxl_bytes(book)))
    with plain, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            archive.writestr(name, plain.read(name).replace(_PLAIN_TYPE.encode(), _MACRO_TYPE.encode()))
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no macro at all")
    return stream.getvalue()


def xls_bytes(book: Sequence[Page]) -> bytes:
    workbook = xlwt.Workbook(encoding="utf-8")
    for page in book:
        sheet = workbook.add_sheet(page.title)
        covered = set()
        values = {(row, column): value for row, column, value in page.cells()}
        for first_row, first_column, last_row, last_column in page.merged:
            value = values.get((first_row, first_column), "")
            look = _xls_style(page.fonts.get((first_row, first_column)))
            sheet.write_merge(first_row - 1, last_row - 1, first_column - 1, last_column - 1, value, look)
            covered |= {
                (row, column)
                for row in range(first_row, last_row + 1)
                for column in range(first_column, last_column + 1)
            }
        for (row, column), value in values.items():
            if (row, column) in page.pieces:
                sheet.write_rich_text(row - 1, column - 1, [_xls_piece(*piece) for piece in page.pieces[row, column]])
            elif (row, column) not in covered:
                look = _xls_style(page.fonts.get((row, column)))
                look.num_format_str = page.formats.get((row, column), "General")
                sheet.write(row - 1, column - 1, value, look)
        for row in page.hidden_rows:
            sheet.row(row - 1).hidden = True
        sheet.visibility = int(page.hidden)
    return _saved(workbook.save)


def _xls_style(font: str | None) -> xlwt.XFStyle:
    look = xlwt.XFStyle()
    if font:
        look.font = xlwt.Font()
        look.font.name = font
    return look


def _xls_piece(written: str, look: str) -> tuple[str, xlwt.Font]:
    font = xlwt.Font()
    font.struck_out = look == "struck"
    font.escapement = int(look == "raised")
    return written, font


def ods_bytes(book: Sequence[Page]) -> bytes:
    document = opendocument.OpenDocumentSpreadsheet()
    hidden = style.Style(name="tahidden", family="table")
    hidden.addElement(style.TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    looks: dict[str, style.Style] = {}
    for page in book:
        sheet = table.Table(name=page.title, **({"stylename": hidden} if page.hidden else {}))
        covers = {(m[0], m[1]): m for m in page.merged}
        covered = {
            (row, column) for m in page.merged for row in range(m[0], m[2] + 1) for column in range(m[1], m[3] + 1)
        } - set(covers)
        for row, values in enumerate(page.rows, 1):
            line = table.TableRow(**({"visibility": "collapse"} if row in page.hidden_rows else {}))
            for column in range(1, page.width + 1):
                value = values[column - 1] if column <= len(values) else None
                if (row, column) in covered:
                    line.addElement(table.CoveredTableCell())
                    continue
                line.addElement(_ods_cell(document, looks, page, (row, column), value, covers.get((row, column))))
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    return _saved(document.write)


def _ods_cell(
    document: Any, looks: dict[str, Any], page: Page, place: tuple[int, int], value: Any, merged: Any
) -> table.TableCell:
    attributes: dict[str, Any] = {}
    if merged:
        attributes |= {
            "numberrowsspanned": merged[2] - merged[0] + 1,
            "numbercolumnsspanned": merged[3] - merged[1] + 1,
        }
    if isinstance(value, bool):
        attributes |= {"valuetype": "boolean", "booleanvalue": str(value).lower()}
    elif isinstance(value, int | float):
        attributes |= {"valuetype": "float", "value": value}
    elif value is not None:
        attributes |= {"valuetype": "string"}
    font = page.fonts.get(place)
    if font:
        if font not in looks:
            looks[font] = style.Style(name=f"ce{len(looks) + 1}", family="table-cell")
            looks[font].addElement(style.TextProperties(fontfamily=font))
            document.automaticstyles.addElement(looks[font])
        attributes["stylename"] = looks[font]
    if place in page.formats:
        attributes["stylename"] = _ods_format(document, looks, page.formats[place])
    cell = table.TableCell(**attributes)
    if place in page.notes:
        note = office.Annotation()
        note.addElement(dc.Date(text="2024-06-01T00:00:00"))
        note.addElement(text.P(text=page.notes[place]))
        cell.addElement(note)
    if place in page.pieces:
        paragraph = text.P()
        for written, look in page.pieces[place]:
            paragraph.addElement(text.Span(text=written, **_ods_look(document, looks, look)))
        cell.addElement(paragraph)
    elif value is not None:
        for line in _shown(value).split("\n"):
            cell.addElement(text.P(text=line))
    return cell


def _ods_format(document: Any, looks: dict[str, Any], code: str) -> style.Style:
    """A style of numbers for a code of Excel that has one section of words, digits and a sign that fills the cell."""
    key = f"format {code}"
    if key in looks:
        return looks[key]
    kind = {"dd/mm/yyyy": data_style.DateStyle, '"TRUE"': data_style.BooleanStyle}.get(code, data_style.NumberStyle)
    shown = kind(name=f"N{len(looks)}")
    for quoted, escaped, fill, digits in re.findall(r'"([^"]*)"|\\(.)|\*(.)|([#0,.]+)', code):
        if digits:
            shown.addElement(_ods_digits(digits))
        elif fill:
            filler = Element(qname=(data_style.NUMBERNS, "fill-character"), check_grammar=False)
            filler.addText(fill, check_grammar=False)
            shown.addElement(filler, check_grammar=False)
        elif kind is data_style.NumberStyle:
            shown.addElement(data_style.Text(text=quoted or escaped))
    looks[key] = style.Style(name=f"cf{len(looks)}", family="table-cell", datastylename=shown)
    document.automaticstyles.addElement(shown)
    document.automaticstyles.addElement(looks[key])
    return looks[key]


def _ods_digits(digits: str) -> data_style.Number:
    whole, left_out = digits.rstrip(","), len(digits) - len(digits.rstrip(","))
    integers, _, decimals = whole.partition(".")
    return data_style.Number(
        minintegerdigits=str(max(1, integers.replace("#,##", "").count("0"))),
        decimalplaces=str(len(decimals)),
        grouping=str("," in integers).lower(),
        displayfactor=str(1000**left_out),
    )


def _ods_look(document: Any, looks: dict[str, Any], look: str) -> dict[str, Any]:
    said = {"struck": {"textlinethroughstyle": "solid"}, "raised": {"textposition": "super 58%"}}.get(look)
    if said is None:
        return {}
    if look not in looks:
        looks[look] = style.Style(name=f"T{look}", family="text")
        looks[look].addElement(style.TextProperties(**said))
        document.automaticstyles.addElement(looks[look])
    return {"stylename": looks[look]}


def docx_bytes(book: Sequence[Page]) -> bytes:
    """Head lines and signatures become paragraphs, in a row's order; the rows between become a table."""
    document = docx.Document()
    for number, page in enumerate(book):
        if number:  # else its table would go on in this one
            document.add_paragraph(page.title)
        first, last = page.table_rows()
        for row in range(1, first):
            _word_line(document, page, row)
        grid = document.add_table(last - first + 1, page.width)
        cells = [row.cells for row in grid.rows]  # asked for once: grid.cell lists the whole table every time
        for row, column, value in page.cells():
            if first <= row <= last:
                pieces = page.pieces.get((row, column), ((_shown(value), ""),))
                _word_cell(cells[row - first][column - 1], pieces, page.fonts.get((row, column)))
        for m in page.merged:
            if first <= m[0] and m[2] <= last:
                grid.cell(m[0] - first, m[1] - 1).merge(grid.cell(m[2] - first, m[3] - 1))
        for row, column in page.notes:
            if first <= row <= last:
                runs = grid.cell(row - first, column - 1).paragraphs[0].runs
                document.add_comment(runs, page.notes[row, column], author="")
        for row in range(last + 1, len(page.rows) + 1):
            _word_line(document, page, row)
    return _saved(document.save)


def _word_line(document: WordDocument, page: Page, row: int) -> None:
    for column, value in enumerate(page.rows[row - 1], 1):
        if value is not None:
            run = document.add_paragraph().add_run(_shown(value))
            _word_font(run, page.fonts.get((row, column)))


def _word_cell(cell: WordCell, pieces: Pieces, font: str | None) -> None:
    for written, look in pieces:
        run = cell.paragraphs[0].add_run(written)
        run.font.strike, run.font.superscript = look == "struck" or None, look == "raised" or None
        _word_font(run, font)


def _word_font(run: Any, font: str | None) -> None:
    if font:
        run.font.name = font
        run._element.rPr.rFonts.set(qn("w:cs"), font)


def csv_text(page: Page, separator: str) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
    for row in page.rows:
        writer.writerow(["" if value is None else _shown(value) for value in row])
    return stream.getvalue()


def cp1258_bytes(written: str) -> bytes:
    """Windows-1258 has a code for every vowel, and the five tone marks stand behind it where there is none for both."""
    pieces = []
    for letter in unicodedata.normalize("NFC", written):
        try:
            pieces.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tones = "".join(part for part in parts if part in _TONES)
            vowel = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            pieces.append((vowel + tones).encode("cp1258"))
    return b"".join(pieces)


def html_bytes(book: Sequence[Page]) -> bytes:
    """Head lines and signatures become paragraphs, in a row's order; the rows between become a table."""
    pieces = ['<html><head><meta charset="utf-8"></head><body>']
    for page in book:
        first, last = page.table_rows()
        pieces += [_html_lines(page, row) for row in range(1, first)]
        pieces.append("<table border=1>")
        pieces += [_html_row(page, row) for row in range(first, last + 1)]
        pieces.append("</table>")
        pieces += [_html_lines(page, row) for row in range(last + 1, len(page.rows) + 1)]
    return "\n".join([*pieces, "</body></html>"]).encode()


def _html_lines(page: Page, row: int) -> str:
    return "".join(f"<p>{_html_text(page, row, column)}</p>" for column in _filled(page, row))


def _html_row(page: Page, row: int) -> str:
    cells = []
    for column in range(1, page.width + 1):
        covering = next((m for m in page.merged if m[0] <= row <= m[2] and m[1] <= column <= m[3]), None)
        if covering and (row, column) != covering[:2]:
            continue
        span = ""
        if covering:
            span = f' rowspan="{covering[2] - covering[0] + 1}" colspan="{covering[3] - covering[1] + 1}"'
        value = page.rows[row - 1][column - 1] if column <= len(page.rows[row - 1]) else None
        number = f' x:num="{value}"' if isinstance(value, int | float) and not isinstance(value, bool) else ""
        code = page.formats.get((row, column))
        if code:
            escaped = re.sub(r"([^0-9A-Za-z ])", r"\\\1", code).replace('\\"', "\\0022")
            number += f" style='mso-number-format:\"{escaped}\"'"
        cells.append(f"<td{span}{number}>{_html_text(page, row, column)}</td>")
    hidden = " style='display:none'" if row in page.hidden_rows else ""
    return f"<tr{hidden}>{''.join(cells)}</tr>"


def _html_text(page: Page, row: int, column: int) -> str:
    values = page.rows[row - 1]
    value = values[column - 1] if column <= len(values) else None
    written = "" if value is None else html.escape(_shown(value)).replace("\n", "<br>")
    if (row, column) in page.pieces:
        tags = {"struck": ("<s>", "</s>"), "raised": ("<sup>", "</sup>"), "": ("", "")}
        return "".join(html.escape(t).join(tags[look]) for t, look in page.pieces[row, column])
    font = page.fonts.get((row, column))
    return f'<font face="{font}">{written}</font>' if font else written


def _filled(page: Page, row: int) -> list[int]:
    return [column for column, value in enumerate(page.rows[row - 1], 1) if value is not None]


def xml_2003_bytes(book: Sequence[Page]) -> bytes:
    fonts = sorted({font for page in book for font in page.fonts.values()})
    styles = "".join(
        f'<Style ss:ID="s{i}"><Font ss:FontName={quoteattr(font)}/></Style>' for i, font in enumerate(fonts)
    )
    styles += "".join(
        f'<Style ss:ID="f{row}-{column}"><NumberFormat ss:Format={quoteattr(code)}/></Style>'
        for page in book
        for (row, column), code in page.formats.items()
    )
    pieces = [
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:h="http://www.w3.org/TR/REC-html40"'
        f' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>{styles}</Styles>'
    ]
    for page in book:
        visible = "<x:Visible>SheetHidden</x:Visible>" if page.hidden else ""
        rows = "".join(_xml_row(page, row, fonts) for row in range(1, len(page.rows) + 1))
        pieces.append(
            f"<Worksheet ss:Name={quoteattr(page.title)}><Table>{rows}</Table>"
            f"<x:WorksheetOptions>{visible}</x:WorksheetOptions></Worksheet>"
        )
    return "".join([*pieces, "</Workbook>"]).encode()


def _xml_row(page: Page, row: int, fonts: list[str]) -> str:
    cells = []
    for column in _filled(page, row):
        value = page.rows[row - 1][column - 1]
        attributes = f' ss:Index="{column}"'
        for m in page.merged:
            if m[:2] == (row, column):
                attributes += f' ss:MergeDown="{m[2] - m[0]}" ss:MergeAcross="{m[3] - m[1]}"'
        if (row, column) in page.fonts:
            attributes += f' ss:StyleID="s{fonts.index(page.fonts[row, column])}"'
        if (row, column) in page.formats:
            attributes += f' ss:StyleID="f{row}-{column}"'
        number = isinstance(value, int | float) and not isinstance(value, bool)
        note = page.notes.get((row, column))
        comment = f"<Comment><ss:Data>{escape(note)}</ss:Data></Comment>" if note else ""
        kind = "Number" if number else "String"
        written = escape(_shown(value)).replace("\n", "&#10;")
        if (row, column) in page.pieces:
            tags = {"struck": ("<h:S>", "</h:S>"), "raised": ("<h:Sup>", "</h:Sup>"), "": ("", "")}
            written = "".join(escape(t).join(tags[look]) for t, look in page.pieces[row, column])
        cells.append(f'<Cell{attributes}><Data ss:Type="{kind}">{written}</Data>{comment}</Cell>')
    hidden = ' ss:Hidden="1"' if row in page.hidden_rows else ""
    return f'<Row ss:Index="{row}"{hidden}>{"".join(cells)}</Row>'


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _saved(save: Callable[[Any], Any]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


WRITERS: dict[str, Callable[[Sequence[Page]], bytes]] = {
    "xlsx": openpyxl_bytes,
    "xlsx-xlsxwriter": xlsxwriter_bytes,
    "xlsm": xlsm_bytes,
    "xls": xls_bytes,
    "ods": ods_bytes,
    "docx": docx_bytes,
    "csv-utf8": lambda book: csv_text(book[0], ",").encode(),
    "csv-utf8-bom-semicolon": lambda book: csv_text(book[0], ";").encode("utf-8-sig"),
    "csv-utf16-tab": lambda book: b"\xff\xfe" + csv_text(book[0], "\t").encode("utf-16-le"),
    "csv-1258": lambda book: cp1258_bytes(csv_text(book[0], ",")),
    "html": html_bytes,
    "html-as-xls": html_bytes,
    "xml-2003": xml_2003_bytes,
}
_ALL = frozenset({"fonts", "merged", "hidden_rows", "hidden_sheet", "several_sheets", "notes", "numbers"})
# what each format can carry; a table of a document is a sheet
CAN: dict[str, frozenset[str]] = {
    **{name: frozenset() for name in WRITERS},
    **dict.fromkeys(("xlsx", "xlsx-xlsxwriter", "xlsm", "ods", "xml-2003"), _ALL),
    "xls": _ALL - {"notes"},  # xlwt writes none
    "docx": frozenset({"fonts", "merged", "several_sheets", "notes"}),
    **{
        name: frozenset({"fonts", "merged", "hidden_rows", "several_sheets", "numbers"})
        for name in ("html", "html-as-xls")
    },
}


def damaged(content: bytes) -> Iterator[bytes]:
    """The same file cut off at many places, and with many bytes changed."""
    for part in range(1, 40):
        yield content[: len(content) * part // 40]
    for step in range(1, 40):
        broken = bytearray(content)
        for at in range(step * 7, len(broken), 40 * step + 13):
            broken[at] ^= 0x55
        yield bytes(broken)


_SECTOR = 512
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_bytes(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file of named streams, ``storage/stream`` for one in a storage; short streams are padded with zeros."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "parent": -1, "data": b""}]
    storages: dict[str, int] = {"": 0}
    for path, data in streams.items():
        folder = ""
        *folders, name = path.split("/")
        for part in folders:
            parent, folder = storages[folder], f"{folder}/{part}"
            if folder not in storages:
                storages[folder] = len(entries)
                entries.append({"name": part, "kind": 1, "parent": parent, "data": b""})
        entries.append({"name": name, "kind": 2, "parent": storages[folder], "data": data.ljust(4096, b"\0")})
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        start, count = len(sectors), -(-len(data) // _SECTOR)
        for i in range(count):
            sectors.append(data[i * _SECTOR : (i + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(start + i + 1 if i + 1 < count else _END)
        return start

    starts = [put(entry["data"]) if entry["data"] else _END for entry in entries]
    directory = put(b"".join(_entry(entries, i, starts[i]) for i in range(len(entries))))
    tables = 1
    while (len(fat) + tables) > tables * (_SECTOR // 4):
        tables += 1
    places = list(range(len(sectors), len(sectors) + tables))
    fat += [_FAT_SECTOR] * tables
    fat += [_FREE] * (tables * (_SECTOR // 4) - len(fat))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, directory, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(entries: list[dict[str, Any]], index: int, start: int) -> bytes:
    entry = entries[index]
    children = [i for i, other in enumerate(entries) if other["parent"] == index]
    fellows = [i for i, other in enumerate(entries) if other["parent"] == entry["parent"] and i > index and index]
    name = (entry["name"] + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI16sIQ", name, len(name), entry["kind"], 1, _FREE, fellows[0] if fellows else _FREE,
        children[0] if children else _FREE, b"", 0, b"", start, len(entry["data"]),
    )  # fmt: skip
