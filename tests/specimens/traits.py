"""Annexes with what clerks and office programs leave in a figure, around the form and in a Word document's cells.

Each trait stands on a row of its own, and looks that change what a figure is are never two to a style sheet: one harm
may hit one of them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import docx
from docx.oxml import parse_xml

from tests.specimens.annexes import FORM, Annex, Layout, annex
from tests.specimens.books import Page, Pieces
from tests.specimens.traces import TRACES, Trace

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
HEAD = (
    "UBND THÀNH PHỐ BẮC KẠN",
    "UBND P. SÔNG CẦU",
    "Điện thoại: 0209.3870.123; Fax: 0209.3870.124; Email: ubnd@songcau.gov.vn",
    "BIỂU SỐ LIỆU",
    "Kỳ báo cáo: 6 tháng đầu năm 2024 (so với 6 tháng cuối năm 2023)",
)
SIGNED = (
    ("Nơi nhận:", None, "K/T CHỦ TỊCH"),
    ("- Đ/c Hoàng Văn Thái (PCT);", None, "PHÓ CHỦ TỊCH"),
    ("- Lưu: VT, VHXH (Hằng).", None, "(Đã ký)"),
    (None, None, "ThS. Nông Hải Đăng"),
)
AUTHOR = Trace("Hoàng Thị Mùi")


def with_traits(typed: Mapping[str, Any], in_words: str = "Không có") -> Annex:
    """A ward's annex with its figures; of those that are counts some are written in other ways that say the same.

    A figure behind one that is struck out, one with a raised mark, one with words in its number format, one with its
    unit written behind it; a nil ``in_words``; a letterhead, head lines that name a second half
    year, a signature block.
    """
    units = {row.indicators[0]: row.unit_printed for row in FORM.rows if row.indicators}
    counts = [name for name, value in typed.items() if isinstance(value, int) and value > 1 and units[name]]
    struck, raised, worded, written = counts[:4]
    pieces: dict[str, Pieces] = {
        struck: (("9", "struck"), (str(typed[struck]), "")),
        raised: ((str(typed[raised]), ""), ("(1)", "raised")),
    }
    nil = next(name for name, value in reversed(typed.items()) if value == "-" and units[name])
    said = {struck: f"9{typed[struck]}", raised: f"{typed[raised]}(1)", nil: in_words}
    made = annex(
        Layout(edit=_framed, columns=("label", "unit", "value", "note")),
        typed={**typed, **said, written: f"{typed[written]} {units[written].casefold()}"},
    )
    moved = {name: (row + len(HEAD) - 4, column) for name, (row, column) in made.places.items()}
    page = replace(
        made.page,
        pieces={moved[name]: parts for name, parts in pieces.items()},
        formats={moved[worded]: f'0 "{units[worded].casefold()}"'},
    )
    return Annex(page, moved, (made.table[0] + len(HEAD) - 4, made.table[1] + len(HEAD) - 4))


def without_fonts(page: Page) -> Page:
    """The page as a format without fonts and number formats can say it: the figures that count stand alone."""
    rows = [list(row) for row in page.rows]
    for (row, column), parts in page.pieces.items():
        rows[row - 1][column - 1] = next(text for text, look in parts if not look)
    return replace(page, rows=rows, pieces={}, formats={})


def _framed(page: Page) -> Page:
    wide = page.width
    head = [[line, *[None] * (wide - 1)] for line in HEAD]
    below = [[*line, *[None] * (wide - len(line))] for line in SIGNED]
    return replace(page, rows=[*head, *page.rows[4:], [None] * wide, *below])


def scaled(made: Annex, name: str) -> Page:
    """The page with a figure that its number format shows in thousands."""
    return replace(made.page, formats={made.places[name]: "#,##0,"})


def cut(made: Annex, name: str) -> tuple[Page, Page]:
    """The page as two, cut above the row of a figure; the heading stands over the second too."""
    row = made.places[name][0]
    upper, lower = made.page.rows[: row - 1], made.page.rows[row - 1 :]
    return replace(made.page, rows=upper), replace(
        made.page, rows=[made.page.rows[made.table[0] - 1], *lower], title="2"
    )


def with_authors(name: str, content: bytes) -> bytes:
    """The file with its authors in properties, notes and tracked changes, as far as its format has them."""
    kind = {"xlsx-xlsxwriter": "xlsx", "html-as-xls": "html"}.get(name, name)
    return TRACES[kind](content, AUTHOR) if kind in TRACES else content


def with_controls(content: bytes, made: Annex, answers: Mapping[str, str]) -> bytes:
    """The document with fields and content controls in the place of some figures, each of another kind."""
    document = docx.Document(io.BytesIO(content))
    table = document.tables[0]
    for (name, answer), kind in zip(answers.items(), _CONTROLS, strict=False):
        row, column = made.places[name]
        cell = table.rows[row - made.table[0]].cells[column - 1]._tc
        for paragraph in list(cell.p_lst):
            cell.remove(paragraph)
        cell.append(parse_xml(kind(answer)))
        if not len(cell.p_lst):  # a cell ends with a paragraph
            cell.append(parse_xml(f"<w:p {_W}/>"))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _field(data: str, result: str) -> str:
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r>' if result else ""
    return (
        f'<w:p {_W}><w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _form_field(answer: str) -> str:
    return _field("<w:textInput/>", answer)


def _drop_down(answer: str) -> str:
    entries = f'<w:listEntry w:val="Chọn"/><w:listEntry w:val="{answer}"/>'
    return _field(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>', "")


def _check_box(answer: str) -> str:
    state = {"Có": "1", "Không": "0"}[answer]
    return _field(f'<w:checkBox><w:default w:val="0"/><w:checked w:val="{state}"/></w:checkBox>', "")


def _content_control(answer: str) -> str:
    return (
        f"<w:sdt {_W} {_W14}><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>{answer}</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )


def _prompt(_answer: str) -> str:
    return (
        f"<w:sdt {_W}><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:p><w:r>"
        "<w:t>Nhấn vào đây để nhập số liệu</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )


_CONTROLS = (_form_field, _content_control, _check_box, _drop_down, _prompt)
