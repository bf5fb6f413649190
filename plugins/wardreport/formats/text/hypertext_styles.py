"""The little of CSS that tells how a table is to be read: fonts, strokes, number formats, hidden rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from wardreport.formats.marked_text import PLAIN, Look

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*(?:,|$)")
_DECLARATION = re.compile(r"""([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|[^;"'])*)""")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{4})|\\(.)")
_SHIFT = re.compile(r"[+-]?[0-9.]*[1-9]")  # a length that is not 0
_NOUGHT = re.compile(r"[+-]?0*\.?0*[a-z%]*")  # 0, 0.0, 0px
_ADDS = re.compile(r"\.([\w-]+)\s*::?(?:before|after)\s*(?:,|$)", re.I)
_SAYS = re.compile(r"[^\s\"']")
_NAMED_FORMATS = {"percent": "0.00%", "fixed": "0.00", "standard": "#,##0.00", "general": "General"}


@dataclass(frozen=True, slots=True)
class ElementLook:
    """What styles say of one element; None where they say nothing."""

    text: Look = PLAIN
    number_format: str | None = None
    hidden: bool = False
    reversed: bool = False  # set from right to left, digits too


_PLAIN = ElementLook()
_IN_DOUBT = ElementLook(Look(raised=True))  # a style sheet writes something before it or behind it
# what these elements look like without any style
_BY_TAG = {
    **dict.fromkeys(("s", "strike", "del"), ElementLook(Look(struck=True))),
    **dict.fromkeys(("sup", "sub"), ElementLook(Look(raised=True))),
}


class HypertextStyles:
    """The classes of a page's style sheets."""

    def __init__(self, sheets: list[str]) -> None:
        self._classes: dict[str, ElementLook] = {}
        for sheet in sheets:
            for selectors, declarations in _RULE.findall(sheet):
                look = _look(declarations)
                for name in _CLASS.findall(selectors.strip()):
                    self._classes[name] = _over(look, self._classes.get(name, _PLAIN))
                for name in _ADDS.findall(selectors.strip()) if _adds_text(declarations) else ():
                    self._classes[name] = _over(_IN_DOUBT, self._classes.get(name, _PLAIN))

    def look(self, element: etree._Element) -> ElementLook:
        """By the element's own style, its font attribute, its classes, what it is."""
        look = _BY_TAG.get(str(element.tag), _PLAIN)
        for name in (element.get("class") or "").split():
            look = _over(self._classes.get(name, _PLAIN), look)
        face = element.get("face")
        if face:
            look = _over(ElementLook(Look(font=_first_font(face))), look)
        style = element.get("style")
        if style:
            look = _over(_look(style), look)
        if element.tag == "bdo" and (element.get("dir") or "").lower() == "rtl":
            look = replace(look, reversed=True)
        if element.get("hidden") is not None:
            look = replace(look, hidden=True, text=replace(look.text, hidden=True))
        return look


def _over(upper: ElementLook, lower: ElementLook) -> ElementLook:
    if upper is _PLAIN or lower is _PLAIN:
        return lower if upper is _PLAIN else upper
    return ElementLook(
        upper.text.over(lower.text),
        upper.number_format or lower.number_format,
        upper.hidden or lower.hidden,
        upper.reversed or lower.reversed,
    )


def within(own: Look, around: Look) -> Look:
    """How an element looks in another: a line through the outer one goes through it, whatever it says itself."""
    if own is PLAIN:
        return around
    look = own.over(around)
    return replace(look, struck=True) if around.struck and not look.struck else look


def _adds_text(declarations: str) -> bool:
    content = {name.lower(): value for name, value in _DECLARATION.findall(declarations)}.get("content", "")
    return content.strip().lower() not in ("none", "normal") and bool(_SAYS.search(content))


def _look(declarations: str) -> ElementLook:
    said = {name.lower(): value.strip() for name, value in _DECLARATION.findall(declarations)}
    font, number_format = said.get("font-family"), said.get("mso-number-format")
    lines = f"{said.get('text-decoration', '')} {said.get('text-decoration-line', '')}".lower()
    text = Look(
        font=_first_font(font) if font else None,
        struck=True if "line-through" in lines else False if "none" in lines else None,
        hidden=True if _is_invisible(said) else None,
        raised=_is_raised(said),
    )
    return ElementLook(
        text=PLAIN if text == PLAIN else text,
        number_format=_format(number_format) if number_format else None,
        hidden=said.get("display", "").lower().startswith("none"),
        reversed="override" in said.get("unicode-bidi", "").lower() and said.get("direction", "").lower() == "rtl",
    )


def _is_invisible(said: dict[str, str]) -> bool:
    keys = (("display", "none"), ("visibility", ("hidden", "collapse")), ("mso-hide", "all"), ("color", "transparent"))
    if any(said.get(key, "").lower().startswith(value) for key, value in keys):
        return True
    sizes = (said.get(key, "").lower().removesuffix("!important").strip() for key in ("font-size", "opacity"))
    return any(size and _NOUGHT.fullmatch(size) and "0" in size for size in sizes)


def _is_raised(said: dict[str, str]) -> bool | None:
    align = said.get("vertical-align", "").lower()
    if align.startswith(("super", "sub")) or _SHIFT.match(align) or _SHIFT.match(said.get("mso-text-raise", "")):
        return True
    variants = " ".join(said.get(f"font-{key}", "") for key in ("variant", "variant-position", "feature-settings"))
    if re.search(r"\b(?:super|sub|sups|subs)\b", variants.lower()):
        return True
    if said.get("position", "").lower().startswith("relative") and any(
        _SHIFT.match(said.get(side, "")) for side in ("top", "bottom")
    ):
        return True
    return False if align.startswith("baseline") else None


def _first_font(fonts: str) -> str:
    return fonts.split(",", maxsplit=1)[0].strip().strip("\"'")


def _format(written: str) -> str:
    text = written.strip().strip("\"'")
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
    return _NAMED_FORMATS.get(plain.lower(), plain)
