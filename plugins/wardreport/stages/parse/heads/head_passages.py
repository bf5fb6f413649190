"""The lines above the table in passages, each with whose it is: the unit's own, of a report it goes with, of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wardreport.metadata.head_words import HeadWord, HeadWordKind
from wardreport.stages.parse.labels import key_without_marks, known_words_key, words_key

HeadTexts = Iterable[tuple[str, str]]  # (address, text), top to bottom
_OWN = frozenset({HeadWordKind.OWN_UNIT, HeadWordKind.OWN_PERIOD})
_BULLETS = ("-", "+", "•", "*", "–")
_LONGEST = 1_000  # letters of a line that are looked at; what is longer is prose


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words of a line; no kind where no head word stands before them."""

    kind: HeadWordKind | None
    cell: str
    line: int  # of all lines
    key: str  # as ``words_key`` gives it
    bare: str  # the same without marks, word for word


def passages_of(texts: HeadTexts, head_words: tuple[HeadWord, ...]) -> list[Passage]:
    """The passages of all lines, in order. A label with nothing behind it speaks of the next line."""
    known = _known(head_words)
    passages: list[Passage] = []
    carried: HeadWordKind | None = None
    addressed = False
    number = 0
    for cell, text in texts:
        for line in text.splitlines():
            written = line.strip()[:_LONGEST]
            if not written:
                continue
            number += 1
            kind = carried
            if kind is None and addressed and written.startswith(_BULLETS):
                kind = HeadWordKind.OF_OTHERS
            found = list(_of_a_line(written, kind, cell, number, known))
            passages += [passage for passage in found if passage.key]
            last = found[-1]
            carried = last.kind if not last.key and last.kind is not kind else None
            addressed = last.kind is HeadWordKind.OF_OTHERS
    return passages


Known = tuple[re.Pattern[str], Mapping[str, HeadWordKind]]


@lru_cache(maxsize=4)
def _known(head_words: tuple[HeadWord, ...]) -> Known:
    kinds = {key_without_marks(known_words_key(word.words)): word.kind for word in head_words}
    longest_first = sorted(kinds, key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\S)"), kinds


def _of_a_line(line: str, kind: HeadWordKind | None, cell: str, number: int, known: Known) -> Iterator[Passage]:
    """A line taken apart at its head words; a label of the unit's own stands first or before a colon."""
    pattern, kinds = known
    words: list[str] = []
    bare_words: list[str] = []
    chunks = line.split(":")
    for place, chunk in enumerate(chunks):
        key = words_key(chunk)
        bare = key_without_marks(key)
        end = 0
        for mark in pattern.finditer(bare):
            first = place == 0 and mark.start() == 0
            before_colon = mark.end() == len(bare) and place + 1 < len(chunks)
            if kinds[mark[0]] in _OWN and not (first or before_colon):
                continue
            start, behind = bare[: mark.start()].count(" "), bare[: mark.end()].count(" ") + 1
            yield Passage(
                kind,
                cell,
                number,
                " ".join([*words, *key.split()[end:start]]),
                " ".join([*bare_words, *bare.split()[end:start]]),
            )
            words, bare_words, kind, end = [], [], kinds[mark[0]], behind
        words += key.split()[end:]
        bare_words += bare.split()[end:]
    yield Passage(kind, cell, number, " ".join(words), " ".join(bare_words))
