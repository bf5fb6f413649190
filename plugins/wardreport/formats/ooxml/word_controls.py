"""What the form fields and content controls of a Word document show: boxes, lists, and prompts of unfilled controls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from wardreport.formats.ooxml.word_styles import W

_TICKED, _EMPTY = "\u2612", "\u2610"
_VALUE, _TEXT, _RUN, _CHARACTER = f"{W}val", f"{W}t", f"{W}r", f"{W}fldChar"
_KIND = f"{W}fldCharType"
_QUOTED = re.compile(r'["“]([^"”]{3,})["”]')
_TARGET = re.compile(r'"((?:https?|mailto|tel|sms|file):[^"]+)"', re.I)
_PROGRAM_MARK = re.compile(r"_(?:GoBack|Toc|Ref|Hlk|Hlt|MON|ENREF)|OLE_LINK|goog_rdk|docs-internal", re.I)  # Word's own
_NOT_SET = ("0", "false", "off")


def settle_controls(root: etree._Element) -> list[str]:
    """Writes into the tree as plain text what a control shows without having it as text, and takes prompts out.

    Gives the words that are of the form and nobody's answer (prompts, the entries of lists): they are told apart.
    """
    others: list[str] = []
    for field in root.iter(f"{W}ffData"):
        _settle_field(field, others)
    for control in root.iter(f"{W}sdt"):
        properties = control.find(f"{W}sdtPr")
        content = control.find(f"{W}sdtContent")
        if properties is not None and content is not None:
            _settle_control(properties, content, others)
    return [text for text in dict.fromkeys(others) if text.strip()]


def unseen_texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    """What a document keeps without showing it, by the place that tells its kind: the codes of fields (a link's target,
    a quoted text), the tags and values of controls, the names of bookmarks, the small text over a word."""
    for paragraph in root.iter(f"{W}p"):
        code = "".join(piece.text or "" for piece in paragraph.iter(f"{W}instrText"))
        simple = (field.get(f"{W}instr", "") for field in paragraph.iter(f"{W}fldSimple"))
        for text in (code, *simple):
            yield from (("workbook!links", target) for target in _TARGET.findall(text))
            yield from (("workbook!formula", quoted) for quoted in _QUOTED.findall(_TARGET.sub("", text)))
        for over in paragraph.iter(f"{W}rt"):
            yield "workbook!text", "".join(text.text or "" for text in over.iter(_TEXT))
    named = (element.get(_VALUE, "") for element in root.iter(f"{W}alias", f"{W}tag"))
    values = (item.get(key, "") for item in root.iter(f"{W}listItem") for key in (f"{W}value", _VALUE))
    marks = (mark.get(f"{W}name", "") for mark in root.iter(f"{W}bookmarkStart"))
    for text in dict.fromkeys((*named, *values, *marks)):
        if text.strip() and not _PROGRAM_MARK.match(text):
            yield "workbook!names", text


def _settle_control(properties: etree._Element, content: etree._Element, others: list[str]) -> None:
    others += [item.get(f"{W}displayText") or item.get(_VALUE) or "" for item in properties.iter(f"{W}listItem")]
    box = properties.find("{*}checkbox")
    texts = list(content.iter(_TEXT))
    shown = "".join(text.text or "" for text in texts)
    if box is not None:
        if len(shown.strip()) <= 1:  # the sign of any font
            checked = box.find("{*}checked")
            signs = [*texts, *content.iter(f"{W}sym")]
            _replace(content, signs, _TICKED if checked is not None and _is_set(checked) else _EMPTY)
    elif _is_on(properties.find(f"{W}showingPlcHdr")) and not _may_be_an_answer(content, shown):
        others.append(shown)
        for text in texts:
            text.text = ""


def _may_be_an_answer(content: etree._Element, shown: str) -> bool:
    """Whether a figure stands where a prompt is said to: a program filled it in and left the sign of the prompt.

    Word itself writes a prompt in a style of its own, and takes the style away with the prompt.
    """
    figure = any(map(str.isdigit, shown)) and not any(map(str.isalpha, shown))
    return figure and not all(
        run.find(f"{W}rPr/{W}rStyle") is not None for run in content.iter(_RUN) if run.find(_TEXT) is not None
    )


def _replace(content: etree._Element, signs: list[etree._Element], sign: str) -> None:
    run = next(content.iter(_RUN), None)
    place = signs[0].getparent() if signs else run
    if place is None:
        return
    for old in signs:
        parent = old.getparent()
        if parent is not None:
            parent.remove(old)
    etree.SubElement(place, _TEXT).text = sign


def _settle_field(field: etree._Element, others: list[str]) -> None:
    box, entries, typed = field.find(f"{W}checkBox"), field.find(f"{W}ddList"), field.find(f"{W}textInput")
    shown = ""
    if box is not None:
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        shown = _TICKED if _is_on(state) else _EMPTY
    elif entries is not None:
        listed = [entry.get(_VALUE, "") for entry in entries.iter(f"{W}listEntry")]
        others += listed
        result = entries.find(f"{W}result")
        chosen = result if result is not None else entries.find(f"{W}default")
        number = chosen.get(_VALUE, "0") if chosen is not None else "0"  # without a choice the first is shown
        shown = listed[int(number)] if number.isdecimal() and len(number) < 4 and int(number) < len(listed) else ""
    elif typed is not None:
        given = typed.find(f"{W}default")
        shown = given.get(_VALUE, "") if given is not None else ""
        others.append(shown)
    others += [hint.get(_VALUE, "") for hint in field.iter(f"{W}helpText", f"{W}statusText")]
    begin, character = next(field.iterancestors(_RUN), None), field.getparent()
    if begin is not None and character is not None and shown and not _has_result(begin, blank=typed is not None):
        text = etree.Element(_TEXT)
        text.text = shown
        character.addprevious(text)


def _has_result(begin: etree._Element, *, blank: bool) -> bool:
    """Whether the document has the field's result as text, which is what is seen.

    Blanks are the result of a text field that was emptied (``blank``); in a list they are no choice.
    """
    separated = False
    for run in begin.itersiblings(_RUN):
        character = run.find(_CHARACTER)
        kind = character.get(_KIND) if character is not None else None
        separated |= kind == "separate"
        if kind == "end":
            return False
        if separated and (
            run.find(f"{W}sym") is not None or any(_says(text.text or "", blank) for text in run.iter(_TEXT))
        ):
            return True
    return False


def _says(text: str, blank: bool) -> bool:
    return bool(text if blank else text.strip())


def _is_set(switch: etree._Element) -> bool:
    """A switch of another namespace than Word's first one has its value in its own."""
    return next((str(value) for value in switch.attrib.values()), "1") not in _NOT_SET


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(_VALUE, "1") not in _NOT_SET
