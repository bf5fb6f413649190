"""The fonts of a Word document: a run's own, else its style's, else the document's."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FONTS, _PROPERTIES, _VALUE = f"{W}rFonts", f"{W}rPr", f"{W}val"
_MAX_PARENTS = 20  # styles may be made to inherit in a circle


class WordStyles:
    """The styles of word/styles.xml, as far as they name fonts."""

    def __init__(self, root: etree._Element | None) -> None:
        self._own: dict[str, str | None] = {}
        self._parents: dict[str, str] = {}
        self._inherited: dict[str, str | None] = {}
        self._default: str | None = None
        self._default_paragraph: str | None = None
        if root is not None:
            self._default = _font(root.find(f"{W}docDefaults/{W}rPrDefault/{_PROPERTIES}"))
            for style in root.iterfind(f"{W}style"):
                self._collect(style)

    def paragraph_font(self, paragraph: etree._Element) -> str | None:
        """The font of what a paragraph's runs do not set themselves."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(_VALUE) if style is not None else self._default_paragraph
        return self._style_font(name) or self._default

    def run_font(self, run: etree._Element, inherited: str | None) -> str | None:
        """The font of a run in a paragraph whose font is ``inherited``."""
        properties = run.find(_PROPERTIES)
        if properties is None:
            return inherited
        own = _font(properties)
        if own is not None:
            return own
        style = properties.find(f"{W}rStyle")
        return (self._style_font(style.get(_VALUE)) if style is not None else None) or inherited

    def _style_font(self, name: str | None) -> str | None:
        if name is None:
            return None
        if name not in self._inherited:
            found, at = None, name
            for _ in range(_MAX_PARENTS):
                found = self._own.get(at)
                if found is not None or at not in self._parents:
                    break
                at = self._parents[at]
            self._inherited[name] = found
        return self._inherited[name]

    def _collect(self, style: etree._Element) -> None:
        name = style.get(f"{W}styleId", "")
        self._own[name] = _font(style.find(_PROPERTIES))
        parent = style.find(f"{W}basedOn")
        if parent is not None:
            self._parents[name] = parent.get(_VALUE, "")
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            self._default_paragraph = name


def _font(properties: etree._Element | None) -> str | None:
    fonts = properties.find(_FONTS) if properties is not None else None
    if fonts is None:
        return None
    if fonts.get(f"{W}hAnsiTheme") or fonts.get(f"{W}asciiTheme"):
        return "theme"  # no theme has a font from before Unicode
    return fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")
