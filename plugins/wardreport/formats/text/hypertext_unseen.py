"""What a page keeps without showing it: attributes that tell something, hidden inputs, options, drawings, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from wardreport.domain.submission import FreeText

_TELLING = frozenset({"title", "alt", "placeholder", "aria-label", "summary", "label"})
_DATA = "data-"
_HIDDEN_PARTS = ("template", "noframes", "svg")
_CODES = ("script", "style")
# the strings of a script, and what a style writes before or behind an element
_STRING = re.compile(r"\"([^\"\\\n<>{}]{3,200})\"|'([^'\\\n<>{}]{3,200})'")
_PLAIN_WORD = re.compile(r"[A-Za-z_$#./:-][\w.:/#$-]*|[\d.]{1,8}(?:px|pt|em|%)?", re.ASCII)  # identifiers and sizes
_MOST = 2_000  # texts; a page saved from the web has many, and none tells of anybody then


def unseen_texts(root: etree._Element) -> Iterator[FreeText]:
    """The texts of a page that nobody sees, each once; comments and the page's properties are told elsewhere."""
    texts = (text.strip() for text in _texts(root))
    for text in list(dict.fromkeys(text for text in texts if text and not _PLAIN_WORD.fullmatch(text)))[:_MOST]:
        yield FreeText("workbook!other", text)


def _texts(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        tag = element.tag
        for key, value in element.attrib.items():
            name = str(key)
            if (name in _TELLING and tag != "img") or name.startswith(_DATA):
                yield str(value)
        if tag == "input" and (element.get("type") or "").lower() == "hidden":
            yield element.get("value") or ""
        elif tag in ("option", *_HIDDEN_PARTS):
            yield " ".join(str(text) for text in element.itertext())
        elif tag in _CODES:
            yield from (one or other for one, other in _STRING.findall(element.text or ""))
