"""Who reports on which half year, by the lines above the table (docs/design/findings.md).

Head lines may name other half years and other units too: addressees, documents, what is compared with, what comes next.
The unit's own are those of the line that says so; what is of others never counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wardreport.domain.period import Period
from wardreport.domain.submission import HeadLine
from wardreport.metadata.head_words import HeadWordKind, HeadWords, UnitAbbreviation
from wardreport.metadata.units import Cycle, ReportingUnit, Role
from wardreport.stages.parse.heads.head_passages import HeadTexts, Passage, passages_of
from wardreport.stages.parse.labels import key_without_marks, known_words_key

__all__ = ["HeadTexts", "find_period", "find_unit"]

_SIX = re.compile(r"(?<!\S)(?:0?6|sau) ?(?=t(?:hang)?(?!\S))")
_OF_A_YEAR = re.compile(r"(?<!\S)(?<!ngay )6 thang(?: nam)?(?= 20[0-9]{2}(?!\S))")
_SHORT_MONTHS = re.compile(r"(?<!\S)6 ?t(?!\S)")
_YEAR = re.compile(r"(?<!\S)nam (\d{4})(?!\S)")
_DATE = re.compile(r"(?<!\S)(\d{1,2}) (?:thang )?(\d{1,2}) (?:nam )?(\d{4})(?!\S)")
_AND = re.compile(r"(?<!\S)(?:và|va)(?!\S) ?")
_MOST_BEHIND_A_NAME = 6  # words: "thành phố Bắc Kạn, tỉnh Bắc Kạn"; with more it is a sentence
_ISSUERS = ("", "ủy ban nhân dân", "công an")  # what stands before the name of a ward in a letterhead
_PLAIN = (None, HeadWordKind.OWN_PERIOD)
# which passages are asked, in turn: the first that name anything decide
_OF_UNITS: tuple[tuple[HeadWordKind | None, ...], ...] = ((HeadWordKind.OWN_UNIT,), _PLAIN, (HeadWordKind.ATTACHED,))
_OF_PERIODS: tuple[tuple[HeadWordKind | None, ...], ...] = (
    (HeadWordKind.OWN_PERIOD,),
    (None, HeadWordKind.OWN_UNIT),
    (HeadWordKind.ATTACHED,),
)


# --- units


@dataclass(frozen=True, slots=True)
class _Named:
    unit: ReportingUnit
    cell: str
    line: int
    alone: bool  # the line is the name, as in a letterhead


def find_unit(lines: HeadTexts, units: Iterable[ReportingUnit], head_words: HeadWords) -> HeadLine | None:
    """The one reporting unit that the head lines say is reporting; None where they name none, or several alike.

    A line labelled so comes first, then a letterhead, then any other mention, then the report that the form goes with.
    Names written without any marks count only where no name stands with its marks.
    """
    passages = passages_of(lines, head_words.words)
    known = tuple(units)
    for marked in (True, False):
        names = _names(known, head_words, marked)
        for kinds in _OF_UNITS:
            named = [
                found
                for passage in passages
                if passage.kind in kinds
                for found in _named(passage, names, head_words.abbreviations, marked)
            ]
            if named:
                return _decided(named)
    return None


def _decided(named: Sequence[_Named]) -> HeadLine | None:
    for among in ([name for name in named if name.alone], named):
        codes = {name.unit.unit_code for name in among}
        last = among[-1] if among else None
        wards = {name.unit.unit_code for name in among if name.unit.role is Role.WARD}
        if last and (len(codes) == 1 or (last.alone and wards == {last.unit.unit_code})):  # a superior stands above
            return HeadLine(last.unit.unit_code, next(n.cell for n in among if n.unit is last.unit))
        if codes:
            return None
    return None


def _names(units: Iterable[ReportingUnit], head_words: HeadWords, marked: bool) -> dict[str, ReportingUnit]:
    by_code = {unit.unit_code: unit for unit in units}
    names = {unit.name: unit for unit in by_code.values()}
    names |= {alias.alias: by_code[alias.unit_code] for alias in head_words.aliases if alias.unit_code in by_code}
    spelled = _speller(head_words.abbreviations, marked)
    return {spelled(_key(name, marked)): unit for name, unit in names.items()}


def _named(
    passage: Passage, names: Mapping[str, ReportingUnit], abbreviations: tuple[UnitAbbreviation, ...], marked: bool
) -> Iterator[_Named]:
    words = _speller(abbreviations, marked)(passage.key if marked else passage.bare)
    found = [name for name in names if f" {name} " in f" {words} "]
    if found:
        name = max(found, key=len)
        yield _Named(names[name], passage.cell, passage.line, _is_alone(name, words, marked))
    elif passage.kind is HeadWordKind.OWN_UNIT:  # labelled as a unit, a ward needs no "phường"
        for name, unit in names.items():
            if unit.role is Role.WARD and words == name.partition(" ")[2]:
                yield _Named(unit, passage.cell, passage.line, alone=True)


def _is_alone(name: str, words: str, marked: bool) -> bool:
    for issuer in _ISSUERS:
        before = _key(issuer, marked)
        behind = words.removeprefix(f"{before} ".lstrip()).removeprefix(name)
        if words == f"{before} {name}{behind}".lstrip():
            return len(behind.split()) <= _MOST_BEHIND_A_NAME
    return False


def _key(text: str, marked: bool) -> str:
    key = known_words_key(text)
    return key if marked else key_without_marks(key)


@lru_cache(maxsize=8)
def _speller(abbreviations: tuple[UnitAbbreviation, ...], marked: bool) -> Callable[[str], str]:
    """Writes in full what offices write short, and leaves out "và"."""
    in_full = {_key(each.abbreviation, marked): _key(each.words, marked) for each in abbreviations}
    longest_first = sorted(in_full, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\S)")
    return lambda words: pattern.sub(lambda found: in_full[found[0]], _AND.sub("", words))


# --- periods


def find_period(lines: HeadTexts, cycles: Mapping[Period, Cycle], head_words: HeadWords) -> HeadLine | None:
    """The half year of the calendar that the head lines say is reported on, in words or by the dates of its window.

    A line labelled so comes first, then the title's first, then that of the report that the form goes with.
    """
    passages = passages_of(lines, head_words.words)
    by_line: dict[int, list[Passage]] = {}
    for passage in passages:
        by_line.setdefault(passage.line, []).append(passage)
    told = [found for line in by_line.values() for found in _told_in(line, cycles)]
    for kinds in _OF_PERIODS:
        for passage, period in told:
            if passage.kind in kinds:
                return HeadLine(str(period), passage.cell)
    return None


def _in_full(words: str) -> str:
    """6T/2024 and "6 tháng 2024" are the first half of the year."""
    months = _SHORT_MONTHS.sub("6 thang", _SIX.sub("6 ", words)).replace("  ", " ")
    return _OF_A_YEAR.sub("6 thang dau nam", months)


def _told_in(line: Sequence[Passage], cycles: Mapping[Period, Cycle]) -> Iterator[tuple[Passage, Period]]:
    """The periods that a line names. One without a year has that of the next one in its line."""
    pattern, named, windows = _calendar(tuple(cycles.values()))
    in_full = [_in_full(passage.bare) for passage in line]
    found: list[tuple[Passage, str, str | None, str]] = []
    for number, (passage, words) in enumerate(zip(line, in_full, strict=True)):
        for match in pattern.finditer(words):
            behind = " ".join([words[match.end() :], *in_full[number + 1 :]])
            found.append((passage, match["phrase"], match["year"], behind))
        dates = {(int(day), int(month), int(year)) for day, month, year in _DATE.findall(words)}
        yield from ((passage, period) for window, period in windows.items() if dates.issuperset(window))
    for number, (passage, phrase, year, behind) in enumerate(found):
        period = named.get((phrase, year)) if year else None
        following = next(((p, y) for _, p, y, _ in found[number + 1 :] if y), None)
        if year is None and following is not None and following[1]:
            next_one = named.get((following[0], following[1]))
            same_year = named.get((phrase, following[1]))
            earlier = named.get((phrase, str(int(following[1]) - 1)))
            period = same_year if same_year and next_one and same_year < next_one else earlier
        elif year is None:
            later = _YEAR.search(behind)
            period = named.get((phrase, later[1])) if later else None
        if period is not None:
            yield passage, period


Window = tuple[tuple[int, int, int], ...]


@lru_cache(maxsize=4)
def _calendar(
    cycles: tuple[Cycle, ...],
) -> tuple[re.Pattern[str], Mapping[tuple[str, str], Period], Mapping[Window, Period]]:
    """How periods are written: by phrase and year, and by the dates of their window."""
    named: dict[tuple[str, str], Period] = {}
    windows: dict[Window, Period] = {}
    for cycle in cycles:
        phrase, _, year = key_without_marks(known_words_key(cycle.head_line)).rpartition(" ")
        named[phrase.removesuffix(" nam"), year] = cycle.key
        windows[tuple((d.day, d.month, d.year) for d in (cycle.window_start, cycle.window_end))] = cycle.key
    phrases = sorted({phrase for phrase, _ in named}, key=len, reverse=True)
    pattern = rf"(?<!\S)(?P<phrase>{'|'.join(map(re.escape, phrases)) or '(?!)'})(?: nam)?(?: (?P<year>\d{{4}}))?(?!\S)"
    return re.compile(pattern), named, windows
