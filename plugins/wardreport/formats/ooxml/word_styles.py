"""How text looks in a Word document: a run's own font and strokes, else its style's, else the document's."""

from __future__ import annotations

from lxml import etree

from wardreport.formats.marked_text import PLAIN, Look

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FONTS, _PROPERTIES, _VALUE = f"{W}rFonts", f"{W}rPr", f"{W}val"
_STRIKES = (f"{W}strike", f"{W}dstrike")
_HIDDEN, _ALIGN, _POSITION = f"{W}vanish", f"{W}vertAlign", f"{W}position"
_NOT_SET = ("0", "false", "off", "none")
_MAX_PARENTS = 20  # styles may be made to inherit in a circle
_RAISED_HALF_POINTS = 4  # a smaller shift is a typesetter's


class WordStyles:
    """The styles of word/styles.xml, as far as they say how text looks."""

    def __init__(self, root: etree._Element | None) -> None:
        self._own: dict[str, Look] = {}
        self._parents: dict[str, str] = {}
        self._inherited: dict[str, Look] = {}
        self._default = PLAIN
        self._default_paragraph: str | None = None
        self._default_table: str | None = None
        if root is not None:
            self._default = _look(root.find(f"{W}docDefaults/{W}rPrDefault/{_PROPERTIES}"))
            for style in root.iterfind(f"{W}style"):
                self._collect(style)

    def of_paragraph(self, paragraph: etree._Element) -> Look:
        """How a paragraph's runs look where they do not say it themselves."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(_VALUE) if style is not None else self._default_paragraph
        return self._of_style(name)

    def of_table(self, table: etree._Element) -> Look:
        """How the text of a table looks where its paragraphs and runs do not say it themselves."""
        style = table.find(f"{W}tblPr/{W}tblStyle")
        name = style.get(_VALUE) if style is not None else self._default_table
        return self._above(name) if name else PLAIN

    def of_run(self, run: etree._Element, inherited: Look) -> Look:
        """How a run looks in a paragraph that looks as ``inherited`` says."""
        properties = run.find(_PROPERTIES)
        if properties is None:
            return inherited
        own = _look(properties)
        style = properties.find(f"{W}rStyle")
        if style is not None:
            own = own.over(self._above(style.get(_VALUE, "")))
        return inherited if own == PLAIN else own.over(inherited)

    def _of_style(self, name: str | None) -> Look:
        if name is None:
            return self._default
        if name not in self._inherited:
            self._inherited[name] = self._above(name).over(self._default)
        return self._inherited[name]

    def _above(self, name: str) -> Look:
        look, at = PLAIN, name
        for _ in range(_MAX_PARENTS):
            look = look.over(self._own.get(at, PLAIN))
            if at not in self._parents:
                break
            at = self._parents[at]
        return look

    def _collect(self, style: etree._Element) -> None:
        name = style.get(f"{W}styleId", "")
        self._own[name] = _in_part(style).over(_look(style.find(_PROPERTIES)))
        parent = style.find(f"{W}basedOn")
        if parent is not None:
            self._parents[name] = parent.get(_VALUE, "")
        if style.get(f"{W}default") in ("1", "true", "on"):
            if style.get(f"{W}type") == "paragraph":
                self._default_paragraph = name
            elif style.get(f"{W}type") == "table":
                self._default_table = name


def _in_part(style: etree._Element) -> Look:
    """What a table's style says of parts of it; which cells are meant is not worked out, so all are in doubt."""
    whole, parts = PLAIN, False
    for part in style.iterfind(f"{W}tblStylePr"):
        look = _look(part.find(_PROPERTIES))
        if part.get(f"{W}type") == "wholeTable":
            whole = look
        elif part.get(f"{W}type") != "firstRow":
            parts |= bool(look.struck or look.hidden or look.raised)
    return Look(raised=True).over(whole) if parts else whole


def _look(properties: etree._Element | None) -> Look:
    if properties is None or not len(properties):
        return PLAIN
    said = {child.tag: child for child in properties}
    strikes = [_set(said[tag]) for tag in _STRIKES if tag in said]
    align, position = said.get(_ALIGN), said.get(_POSITION)
    raised = None if align is None else align.get(_VALUE) in ("superscript", "subscript")
    if not raised and position is not None:
        written = position.get(_VALUE, "").lstrip("+-")
        raised = written.isdecimal() and len(written) < 5 and int(written) >= _RAISED_HALF_POINTS
    return Look(
        font=_font(said.get(_FONTS)),
        struck=any(strikes) if strikes else None,
        hidden=_set(said[_HIDDEN]) if _HIDDEN in said else None,
        raised=raised,
    )


def _set(switch: etree._Element) -> bool:
    return switch.get(_VALUE, "1") not in _NOT_SET


def _font(fonts: etree._Element | None) -> str | None:
    if fonts is None:
        return None
    if fonts.get(f"{W}hAnsiTheme") or fonts.get(f"{W}asciiTheme"):
        return "theme"  # no theme has a font from before Unicode
    return fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")
