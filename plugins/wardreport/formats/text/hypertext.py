"""Reads the tables of HTML pages, as web forms and Excel save them, whatever the file's name."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape

from lxml import etree, html

from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText
from wardreport.formats.authors import by_author, without_authors
from wardreport.formats.grid import MAX_CELLS, UNSEEN, Cell, CellRange, Document, Sheet, UnreadableError
from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import PLAIN, Look, looking, marks_of_a_cell, text_cell, unmarked
from wardreport.formats.text.hypertext_styles import ElementLook, HypertextStyles, within
from wardreport.formats.text.hypertext_unseen import unseen_texts
from wardreport.formats.text_encoding import decode_text
from wardreport.formats.text_flow import TextFlow

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_OFFICE_PROPERTY = re.compile(
    r"<o:(Author|LastAuthor|Company|Manager|Title|Subject|Keywords|Description|Category)>(.*?)</o:\1>", re.S
)
_END = re.compile(r"</(?:html|body)\s*>", re.I)
_NOTE_AUTHOR = re.compile(r"""mso-comment-author:\s*["']?([^;"']+)""")
_WHITE = re.compile(r"[ \t\r\n\f\u00a0]+")
_SPACES = re.compile(r" {2,}")
_AT_LINE_END = re.compile(r" *\n *")
_NO_TEXT = frozenset({"script", "style", "head", "template", "noframes", "xml"})
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong",
        "sub", "sup", "time", "tt", "u", "var", "wbr", "input", "select", "button", "form", "textarea", "ruby", "rb",
    }
)  # fmt: skip
_ABOVE_THE_LINE = frozenset({"rt", "rp", "rtc"})  # how a word is read
_REVERSED, _REVERSED_END = "\u202e", "\u202c"  # Unicode's own signs for it
_PICTURES = frozenset({"img", "svg", "v:imagedata", "object", "embed"})
_PROPERTIES = frozenset({"description", "keywords", "copyright", "subject"})
_AUTHORS = frozenset({"author", "dc.creator", "changedby"})
_OFFICE_AUTHORS = frozenset({"Author", "LastAuthor", "Company", "Manager"})
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d+")
_LETTERS, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_WITH_DECIMAL_COMMA = ("1066", "1031", "1036")  # Vietnamese, German, French: numbers of languages as Windows has them
_COMMAS = str.maketrans(",.", ".,")
_TOLD_LINKS = ("mailto:", "tel:", "sms:", "file:", "http:", "https:")
_MAX_TABLES = 200
_MAX_COLUMNS = 1_000
_MAX_SPANNED = 2_000_000  # cells covered by spans


def read_hypertext(content: bytes) -> Document:
    """The tables of a page with all other text. Raises ``UnreadableError``: unsupported for no text, too_large."""
    declared = _CHARSET.search(content[:4096])
    text = decode_text(content, declared[1].decode("ascii") if declared else None)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
    try:
        # browsers show what stands behind the end of the page, libxml2 drops it
        root = html.document_fromstring(_END.sub("", text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("file.unsupported") from error
    return _Reader(root).document()


@dataclass(slots=True)
class _Table:
    """A table while its rows are read."""

    number: int
    first_line: int
    end_line: int = 0
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[CellRange] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    row: int = 0
    covered: dict[int, int] = field(default_factory=dict)  # by column: the last row that a cell above covers


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._styles = HypertextStyles([style.text or "" for style in root.iter("style")])
        self._flow = TextFlow()
        self._tables: list[_Table] = []
        self._pieces: list[str] = []
        self._texts: list[FreeText] = []
        # Excel and Word name who wrote a note in its style, and again in its first line
        styles = (str(element.get("style", "")) for element in root.iter(etree.Element))
        self._note_authors = {name for style in styles for name in _NOTE_AUTHOR.findall(style)}
        self._has_picture = False
        self._spanned = 0
        self._cell_place: tuple[int, int, int] | None = None  # of the cell that is being read: table, row, column
        self._told = 0  # of its pieces, in the flow already

    def document(self) -> Document:
        self._inside(self._root, PLAIN)
        self._paragraph()
        self._texts += [*self._properties(), *self._comments(), *unseen_texts(self._root)]
        if not self._tables:  # then no sheet's lines give them
            self._texts += [FreeText("workbook!text", n.text, row=n.row) for n in self._flow.lines()]
        picture = Detection("privacy.free_text", "workbook!picture")
        sheets = tuple(map(self._sheet, self._tables))
        return Document(sheets, tuple(self._texts), (picture,) if self._has_picture else ())

    def _sheet(self, table: _Table) -> Sheet:
        rows, columns = {row for row, _ in table.cells}, {column for _, column in table.cells}
        return Sheet(
            title=f"Bang{table.number}",
            number=table.number,
            hidden=False,
            cells=table.cells,
            merged=tuple(table.merged),
            hidden_rows=tuple(row for row in table.hidden_rows if row in rows),
            hidden_columns=tuple(column for column in table.hidden_columns if column in columns),
            lines_above=self._flow.lines(end=table.first_line, but=table.number),
            lines_below=self._flow.lines(start=table.end_line, but=table.number),
        )

    # --- text

    def _inside(self, element: etree._Element, look: Look) -> None:
        """Adds an element's text to the paragraph that is being read; tables become sheets."""
        self._add(element.text, look)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _NO_TEXT:
                self._child(child, look)
            self._add(child.tail, look)

    def _child(self, child: etree._Element, look: Look) -> None:
        tag = child.tag
        if tag == "table":
            self._table(child, look)
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in _PICTURES:
            self._picture(child)
        elif tag == "input":
            self._add(_shown(child), look)
        elif tag in _ABOVE_THE_LINE:
            self._texts += [FreeText("workbook!text", text) for text in map(str, child.itertext()) if text.strip()]
        elif tag != "option" or _is_chosen(child):
            self._element(child, look)

    def _element(self, element: etree._Element, look: Look) -> None:
        self._look_at_link(element)
        own = self._styles.look(element)
        before, after = (_REVERSED, _REVERSED_END) if own.reversed else ("", "")
        if element.tag not in _INLINE:
            before, after = f"\n{before}", f"{after}\n"
        self._pieces.append(before)
        self._inside(element, within(own.text, look))
        self._pieces.append(after)

    def _add(self, text: str | None, look: Look) -> None:
        if text:
            self._pieces.append(looking(decode(_WHITE.sub(" ", text), look.font), look))

    def _taken(self) -> str:
        """The text read so far with its marks; each line stands apart, since a block ends one."""
        pieces, self._pieces = self._pieces, []
        return _tidy(pieces)

    def _tell_cell(self) -> None:
        """Adds what was read of a cell since the last table inside it."""
        if self._cell_place is not None:
            self._flow.add(unmarked(_tidy(self._pieces[self._told :])), *self._cell_place)
            self._told = len(self._pieces)

    def _paragraph(self) -> None:
        text = self._taken()
        if self._note_authors:
            text = without_authors(text, self._note_authors)
        for line in text.split("\n"):
            self._flow.add(unmarked(line))

    # --- tables

    def _table(self, element: etree._Element, look: Look) -> None:
        if self._cell_place is None:
            self._paragraph()
        else:  # the text around a nested table is one cell's, and yet stands over it or under it
            self._tell_cell()
        told, place, outer = self._told, self._cell_place, self._pieces
        self._pieces = []
        table = _Table(len(self._tables) + 1, len(self._flow))
        self._tables.append(table)
        if len(self._tables) > _MAX_TABLES:
            raise UnreadableError("file.too_large")
        look = within(self._styles.look(element).text, look)
        self._hidden_columns(table, element)
        for row in _rows(element):
            self._row(table, row, look)
        for caption in element.iterchildren("caption"):
            self._inside(caption, look)
            self._flow.add(unmarked(self._taken()))
        table.end_line = len(self._flow)
        self._told, self._cell_place, self._pieces = told, place, outer

    def _row(self, table: _Table, row: etree._Element, look: Look) -> None:
        table.row += 1
        own, around = self._styles.look(row), row.getparent()
        if around is not None and around.tag != "table":
            section = self._styles.look(around)
            own = replace(own, hidden=own.hidden or section.hidden)
            look = within(replace(section.text, hidden=None), look)
        if own.hidden:
            table.hidden_rows.append(table.row)
        look = within(replace(own.text, hidden=None), look)  # a row that is not shown is told as such
        column = 1
        for cell in row.iterchildren("td", "th"):
            while table.covered.get(column, 0) >= table.row:
                column += 1
            across = _span(cell, "colspan")
            if column + across > _MAX_COLUMNS:
                raise UnreadableError("file.too_large")
            self._cell(table, cell, column, look)
            self._cover(table, column, across, _span(cell, "rowspan"))
            column += across

    def _cover(self, table: _Table, column: int, across: int, down: int) -> None:
        if across == 1 and down == 1:
            return
        self._spanned += across
        if self._spanned > _MAX_SPANNED:
            raise UnreadableError("file.too_large")
        table.merged.append(CellRange(table.row, column, table.row + down - 1, column + across - 1))
        if down > 1:
            table.covered.update(dict.fromkeys(range(column, column + across), table.row + down - 1))

    def _cell(self, table: _Table, element: etree._Element, column: int, look: Look) -> None:
        own = self._styles.look(element)
        row = table.row
        self._pieces, self._told, self._cell_place = [], 0, (table.number, row, column)
        self._inside(element, within(own.text, look))
        self._tell_cell()
        content = f"{_REVERSED}{self._taken()}{_REVERSED_END}" if own.reversed else self._taken()
        text = unmarked(content)
        number, is_formula = _number(element), element.get("x:fmla") is not None
        if element.get("x:err") is not None or _ERROR.fullmatch(text) is not None:
            if text:
                table.cells[row, column] = Cell(text, formula=is_formula, error=True)
            return
        cell = text_cell(content, formula=is_formula)
        # LibreOffice gives 0 for an error and 1 for TRUE: what is shown in letters is meant so; and so is what is
        # struck out in part, which a number can not be
        in_part = any(spans not in ((), ((0, len(text)),)) for spans in (cell.struck, cell.raised))
        number_format = _number_format(element, own)
        certain = number is not None and not in_part and _is_of(number, text, number_format)
        if number is not None and certain:
            spans = marks_of_a_cell(struck=bool(cell.struck), raised=bool(cell.raised))
            table.cells[row, column] = Cell(number, number_format, is_formula, False, *spans)
        elif text:
            perhaps = (UNSEEN,) if certain is None else ()  # what is seen, and what lies there is another figure
            table.cells[row, column] = replace(cell, number_format=own.number_format or "General", perhaps=perhaps)

    def _hidden_columns(self, table: _Table, element: etree._Element) -> None:
        column = 1
        for col in element.iter("col"):
            span = _span(col, "span")
            if self._styles.look(col).hidden:
                table.hidden_columns += range(column, min(column + span, _MAX_COLUMNS))
            column += span

    # --- what stands outside

    def _picture(self, element: etree._Element) -> None:
        self._has_picture = True
        described = (element.get("alt") or "").strip()
        if described:
            self._texts.append(FreeText("workbook!picture", described))

    def _look_at_link(self, element: etree._Element) -> None:
        target = element.get("href") or ""
        if target.lower().startswith(_TOLD_LINKS):
            self._texts.append(FreeText("workbook!links", target))

    def _properties(self) -> Iterator[FreeText]:
        for meta in self._root.iter("meta"):
            if (meta.get("name") or "").lower() in _AUTHORS:
                yield from by_author("workbook!properties", meta.get("content") or "")
        texts = [(title.text or "").strip() for title in self._root.iter("title")]
        texts += [
            (meta.get("content") or "").strip()
            for meta in self._root.iter("meta")
            if (meta.get("name") or "").lower() in _PROPERTIES
        ]
        yield from (FreeText("workbook!properties", text) for text in dict.fromkeys(texts) if text)

    def _comments(self) -> Iterator[FreeText]:
        for comment in self._root.iter(etree.Comment):
            text = (comment.text or "").strip()
            if text.startswith("["):  # what Excel keeps for itself, the properties among it
                for name, value in _OFFICE_PROPERTY.findall(text):
                    told = unescape(value.strip())
                    if name in _OFFICE_AUTHORS:
                        yield from by_author("workbook!properties", told)
                    elif told:
                        yield FreeText("workbook!properties", told)
            elif _LETTERS.search(text) or _DIGIT.search(text):
                yield FreeText("workbook!comment", text)


def _tidy(pieces: list[str]) -> str:
    lines = _AT_LINE_END.sub("\n", _SPACES.sub(" ", "".join(pieces)))
    return "\n".join(line for line in lines.split("\n") if line).strip()


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _number_format(cell: etree._Element, look: ElementLook) -> str:
    """Excel's own, else LibreOffice's, which has the signs of the language whose number stands before it."""
    if look.number_format:
        return look.number_format
    language, _, rest = (cell.get("sdnum") or "").partition(";")
    format_of = rest.partition(";")[2]
    return (format_of.translate(_COMMAS) if language in _WITH_DECIMAL_COMMA else format_of) or "General"


def _shown(control: etree._Element) -> str | None:
    """What a control of a form shows: its text, or whether it is ticked."""
    kind = control.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return " ☒ " if control.get("checked") is not None else " ☐ "
    return control.get("value") if kind in ("text", "number", "search", "tel", "email", "date") else None


def _is_chosen(option: etree._Element) -> bool:
    """Whether a list shows this entry: of a list of one line the first where none is chosen; an empty one asks."""
    listed = next(option.iterancestors("select"), None)
    if listed is None:
        return option.get("selected") is not None
    entries = list(listed.iter("option"))
    chosen = [entry for entry in entries if entry.get("selected") is not None]
    if not chosen and listed.get("multiple") is None:
        chosen = entries[:1]
    # what may not be chosen asks as well
    asks = option.get("value") == "" or option.get("disabled") is not None or option.get("hidden") is not None
    return option in chosen and not asks


def _is_of(number: float, text: str, number_format: str) -> bool | None:
    """Whether a text shows a number: letters alone do not, and without a format it must be the number itself.

    None where both are numbers and not the same.
    """
    if _REVERSED in text or (_LETTERS.search(text) and not _DIGIT.search(text)):
        return False
    if number_format != "General" or not _DIGIT.search(text):
        return True
    written = text.replace(" ", "").replace(",", ".").lower()
    if re.sub(r"[.-]", "", written) == f"{number:.15g}".replace(".", "").replace("-", "") and number >= 0:
        return True
    try:
        shown = float(written)
    except ValueError:
        return False
    decimals = len(written.partition("e")[0].partition(".")[2])
    rounded = 0.5001 * 10**-decimals if decimals else 0.0
    return math.isclose(shown, number, rel_tol=1e-4 if "e" in written else 1e-9, abs_tol=rounded) or None


def _span(element: etree._Element, attribute: str) -> int:
    written = (element.get(attribute) or "").strip()
    return max(1, min(int(written), MAX_CELLS)) if written.isdecimal() and len(written) < 8 else 1


def _number(cell: etree._Element) -> int | float | None:
    """The exact number behind what is shown: Excel keeps it in ``x:num``, LibreOffice in ``sdval``."""
    written = cell.get("x:num") or cell.get("sdval")
    try:
        number = float(written) if written else math.nan
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number
