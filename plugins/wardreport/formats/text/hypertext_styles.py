"""The little of CSS that tells how a table is to be read: fonts, number formats, hidden rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*(?:,|$)")
_DECLARATION = re.compile(r"""([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|[^;"'])*)""")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{4})|\\(.)")
_NAMED_FORMATS = {"percent": "0.00%", "fixed": "0.00", "standard": "#,##0.00", "general": "General"}


@dataclass(frozen=True, slots=True)
class Look:
    """What styles say of one element; None where they say nothing."""

    font: str | None = None
    number_format: str | None = None
    hidden: bool = False


_PLAIN = Look()


class HypertextStyles:
    """The classes of a page's style sheets."""

    def __init__(self, sheets: list[str]) -> None:
        self._classes: dict[str, Look] = {}
        for sheet in sheets:
            for selectors, declarations in _RULE.findall(sheet):
                look = _look(declarations)
                for name in _CLASS.findall(selectors.strip()):
                    self._classes[name] = _over(look, self._classes.get(name, _PLAIN))

    def look(self, element: etree._Element) -> Look:
        """By the element's own style, its font attribute, its classes."""
        look = _PLAIN
        for name in (element.get("class") or "").split():
            look = _over(self._classes.get(name, _PLAIN), look)
        face = element.get("face")
        if face:
            look = _over(Look(font=_first_font(face)), look)
        style = element.get("style")
        if style:
            look = _over(_look(style), look)
        return Look(look.font, look.number_format, True) if element.get("hidden") is not None else look


def _over(upper: Look, lower: Look) -> Look:
    return Look(upper.font or lower.font, upper.number_format or lower.number_format, upper.hidden or lower.hidden)


def _look(declarations: str) -> Look:
    said = {name.lower(): value.strip() for name, value in _DECLARATION.findall(declarations)}
    font, number_format = said.get("font-family"), said.get("mso-number-format")
    return Look(
        font=_first_font(font) if font else None,
        number_format=_format(number_format) if number_format else None,
        hidden=said.get("display", "").lower().startswith("none"),
    )


def _first_font(fonts: str) -> str:
    return fonts.split(",", maxsplit=1)[0].strip().strip("\"'")


def _format(written: str) -> str:
    text = written.strip().strip("\"'")
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
    return _NAMED_FORMATS.get(plain.lower(), plain)
