"""The documents that a report names, and the codes of agencies in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import OSA

from wardreport.domain.finding import Severity
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.review.edited_report.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.review.edited_report.passages import ReportPassage

NUMBERS = Path(__file__).parent / "document_numbers.yaml"
_LETTER = "[" + "".join(c for c in map(chr, range(0x41, 0x1F00)) if c.isupper()) + "]"
_PART = rf"{_LETTER}+(?:[ .&]{_LETTER}+)*"  # LĐTBXH, LĐT BXH
_REFERENCE = re.compile(
    rf"(?<![\w/])(?P<number>\d{{1,5}})/(?:(?P<year>\d{{4}})/)?(?P<code>{_PART}(?:-{_PART})*)(?!\w)"
    r"(?P<dated>,?\s*ngày\s+(?P<day>\d{1,2})(?:/|\s+tháng\s+)(?P<month>\d{1,2})(?:/|\s+năm\s+)(?P<of>\d{4}))?"
)
_CODE = re.compile(rf"(?<!\w){_PART}(?!\w)")
_LETTERS = re.compile(r"[^\w]+")
_LEAST_FOR_A_SLIP = 5  # letters; a shorter code that is near another is another agency's
_DATE_ORDER = "rule.narrative_date_order"


class _File(Record):
    kinds: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentNumbers:
    """What the file says."""

    kinds: frozenset[str]
    agencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that the report names with its date."""

    passage: ReportPassage
    number: int
    code: str
    dated: date

    @property
    def written(self) -> str:
        """Number and date."""
        return f"{self.number}/{self.code} ngày {self.dated:%d/%m/%Y}"


@lru_cache(maxsize=2)
def load_document_numbers(file: Path = NUMBERS) -> DocumentNumbers:
    """The kinds and codes; raises ``ConfigurationError`` on a key that is not known."""
    read = build(_File, read_yaml(file), file.name)
    return DocumentNumbers(frozenset(read.kinds), frozenset(read.agencies))


def check_references(passages: Iterable[ReportPassage], known: DocumentNumbers) -> Iterator[Discrepancy]:
    """Dates that are none, and numbers of one body, kind and year that are not in the order of their dates."""
    registers: dict[tuple[str, str, int], set[Reference]] = defaultdict(set)
    for passage in passages:
        for found in _REFERENCE.finditer(passage.text):
            if found["dated"]:
                reference = _reference(passage, found)
                if reference is None:
                    written = found["dated"].lstrip(", ")
                    message = f"“{found[0]}”: {written} không có trong lịch. Đề nghị ghi lại."
                    yield _warning(DiscrepancyKind.DATE_ORDER, passage.place, message, _DATE_ORDER, found[0])
                else:
                    registers[_register(reference, known)].add(reference)
    for references in registers.values():
        yield from _out_of_order(sorted(references, key=lambda r: (r.number, r.dated, r.passage.number)))


def _reference(passage: ReportPassage, found: re.Match[str]) -> Reference | None:
    try:
        dated = date(int(found["of"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return Reference(passage, int(found["number"]), found["code"], dated)


def _register(reference: Reference, known: DocumentNumbers) -> tuple[str, str, int]:
    """Kind and body: KH of UBND in KH-UBND, official letters of UBND in UBND-VHTT."""
    first, *others = reference.code.split("-")
    kind = _plain(first)
    if kind in known.kinds:
        return kind, _plain("-".join(others)), reference.dated.year
    return "", kind, reference.dated.year


def _out_of_order(references: Sequence[Reference]) -> Iterator[Discrepancy]:
    for smaller, larger in pairwise(references):
        if smaller.number < larger.number and smaller.dated > larger.dated:
            message = (
                f"{larger.written} có số lớn hơn nhưng ngày sớm hơn {smaller.written}. "
                "Đề nghị kiểm tra lại số và ngày của hai văn bản."
            )
            places = ", ".join(dict.fromkeys((larger.passage.place, smaller.passage.place)))
            yield _warning(DiscrepancyKind.DATE_ORDER, places, message, _DATE_ORDER, larger.written)


def check_codes(passages: Iterable[ReportPassage], known: DocumentNumbers) -> Iterator[Discrepancy]:
    """Codes of one agency that are written in several ways."""
    places: dict[str, str] = {}  # by code as written, where it stands first
    for passage in passages:
        for written in _codes(passage.text, known):
            places.setdefault(written, passage.place)
    for group in _groups(sorted(places), known):
        if len(group) > 1:
            right = next((code for code in group if code in known.agencies), None)
            advice = f"Đề nghị viết thống nhất là {right}." if right else "Đề nghị viết thống nhất một cách."
            message = f"Ký hiệu của một cơ quan được viết nhiều cách: {', '.join(group)}. {advice}"
            where = ", ".join(dict.fromkeys(places[code] for code in group))
            yield _warning(
                DiscrepancyKind.CODE_VARIANTS, where, message, "verify.code_variants", "; ".join(group), right
            )


def _codes(text: str, known: DocumentNumbers) -> Iterator[str]:
    """Codes in documents' numbers; elsewhere words in capitals that are a known code, or nearly so."""
    numbered = [found.span("code") for found in _REFERENCE.finditer(text)]
    for start, end in numbered:
        yield from (part for part in text[start:end].split("-") if _plain(part) not in known.kinds)
    agencies = [_plain(agency) for agency in known.agencies]
    for found in _CODE.finditer(text):
        if not any(start <= found.start() < end for start, end in numbered):
            whole = any(_alike(_plain(found[0]), agency) for agency in agencies)
            parts = (found[0],) if whole else tuple(found[0].split(" "))
            yield from (part for part in parts if any(_alike(_plain(part), agency) for agency in agencies))


def _groups(codes: Sequence[str], known: DocumentNumbers) -> list[list[str]]:
    """Codes that are spellings of one: of a known one, or of each other."""
    by_agency: dict[str, list[str]] = defaultdict(list)
    plain = {_plain(agency): agency for agency in known.agencies}
    for code in codes:
        nearest = min(plain, key=lambda agency: (OSA.distance(_plain(code), agency), agency))
        if _alike(_plain(code), nearest):
            by_agency[nearest].append(code)
            continue
        like = next((key for key in by_agency if key not in plain and _alike(_plain(code), key)), _plain(code))
        by_agency[like].append(code)
    return list(by_agency.values())


def _alike(one: str, other: str) -> bool:
    return one == other or (
        min(len(one), len(other)) >= _LEAST_FOR_A_SLIP and OSA.distance(one, other, score_cutoff=1) <= 1
    )


def _plain(code: str) -> str:
    return _LETTERS.sub("", code).upper()


def _warning(
    kind: DiscrepancyKind, place: str, message: str, rule: str, found: str, expected: str | None = None
) -> Discrepancy:
    return Discrepancy(kind, Severity.WARNING, place, message, rule, expected=expected, found=found)
