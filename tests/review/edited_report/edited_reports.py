"""Edits a report as people and their office programs do, and knows the place of each edit."""

from __future__ import annotations

import copy
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

P, TBL, T, R = qn("w:p"), qn("w:tbl"), qn("w:t"), qn("w:r")
PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass
class Spot:
    """A digit of the visible text."""

    element: Any  # the w:t
    position: int
    place: str
    row: int = 0  # of the annex, the headings not counted


def spots(document: DocxDocument) -> list[Spot]:
    """Every digit with its place, counted here by itself: paragraphs that hold something, rows of tables."""
    found: list[Spot] = []
    paragraphs = tables = 0
    titled = False
    blocks = [block for block in document.element.body if block.tag in (P, TBL)]
    last_table = max(n for n, block in enumerate(blocks) if block.tag == TBL)
    for number, block in enumerate(blocks):
        if block.tag == P:
            text = "".join(t.text or "" for t in block.iter(T)).strip()
            paragraphs += bool(text)
            titled = titled or text == "BÁO CÁO"
            found += _digits(block, f"đoạn {paragraphs}" if titled else "Đầu văn bản")
            continue
        tables += 1
        for row, element in enumerate(block.iter(qn("w:tr")), start=1):
            if number == last_table:
                found += _digits(element, f"Phụ lục, dòng {row - 1}", row - 1)
            else:
                found += _digits(element, f"bảng {tables}, dòng {row}" if titled else "Đầu văn bản")
    return found


def _digits(block: Any, place: str, row: int = 0) -> Iterator[Spot]:
    for element in block.iter(T):
        yield from (Spot(element, n, place, row) for n, c in enumerate(element.text or "") if c.isdigit())


def change_digit(spot: Spot, rng: random.Random) -> None:
    """Another digit there."""
    text = spot.element.text
    other = rng.choice([digit for digit in "0123456789" if digit != text[spot.position]])
    spot.element.text = text[: spot.position] + other + text[spot.position + 1 :]


def split_runs(document: DocxDocument, rng: random.Random) -> None:
    """Every run cut in pieces as Word does after some editing: revision ids, and spelling marks between them."""
    for run in list(document.element.body.iter(R)):
        texts = run.findall(T)
        if len(texts) != 1 or len(texts[0].text or "") < 2:
            continue
        text = texts[0].text
        cuts = sorted({0, len(text), *(rng.randrange(len(text)) for _ in range(3))})
        for start, end in pairwise(cuts):
            piece = copy.deepcopy(run)
            piece.find(T).text = text[start:end]
            piece.find(T).set(PRESERVE, "preserve")
            piece.set(qn("w:rsidR"), f"{rng.randrange(16**8):08X}")
            mark = OxmlElement("w:proofErr")
            mark.set(qn("w:type"), rng.choice(["spellStart", "spellEnd", "gramStart", "gramEnd"]))
            run.addprevious(piece)
            run.addprevious(mark)
        run.getparent().remove(run)


def replace_text(document: DocxDocument, old: str, new: str, *, in_tables: bool = False) -> None:
    """Replaces a text in the first paragraph that holds it; fails where none does."""
    for paragraph in document.element.body.iter(P):
        texts = list(paragraph.iter(T))
        whole = "".join(t.text or "" for t in texts)
        inside = any(ancestor.tag == TBL for ancestor in paragraph.iterancestors())
        if old in whole and inside is in_tables:
            texts[0].text = whole.replace(old, new, 1)
            texts[0].set(PRESERVE, "preserve")
            for rest in texts[1:]:
                rest.text = ""
            return
    raise AssertionError(f"not in the report: {old}")


def paragraph_with(document: DocxDocument, text: str) -> Any:
    """The first paragraph of the running text that holds it."""
    return next(p for p in document.paragraphs if text in p.text)


def saved_by_libreoffice(soffice: Path, document: Path, folder: Path) -> Path:
    """The same document, opened and saved again."""
    out = folder / "again"
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        out,
        document,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / document.name


def opened(file: Path) -> DocxDocument:
    """A report to edit."""
    return Document(str(file))
