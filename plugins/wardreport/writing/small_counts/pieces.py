"""A text in pieces: words, numbers in figures or words, signs, ends of sentences."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from wardreport.writing.small_counts.phrases import Word
from wardreport.writing.small_counts.seen_text import SeenText
from wardreport.writing.small_counts.vocabulary import Vocabulary

_FIGURES = r"(?:\d{1,3}(?:[.\s]\d{3})+(?!\d)|\d+,\d+|\d+\.0+(?![\d.])|\d+)"
_LETTERS = r"[^\W\d_]+"
_PIECE = re.compile(
    rf"(?P<hidden>\(c\)|\[số\])|(?P<figures>{_FIGURES}|(?<!\w)o\d(?!\w))|(?P<word>{_LETTERS}(?:/{_LETTERS})?)|\S"
)
_MARK = re.compile(r"[.!?…]+(?=\s|$)|\n")
_BULLETS = "-+*•·"
_NUMBERED_LINE = re.compile(r"(?:^|\n)\s*\d+(?:\.\d+)*\s*[.)](?=[ \t]+\S)")


class Size(Enum):
    """What a number says."""

    SMALL = auto()
    OTHER = auto()  # larger, broken, or nought
    JUST_NOT_SMALL = auto()
    HIDDEN = auto()  # a small one that was masked before
    NO_COUNT = auto()  # a date, a document's number, a code


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a number or a sign, and where it stands in the seen text; an end of a sentence is the sign ``end``."""

    begin: int
    end: int
    word: Word | None = None
    size: Size | None = None
    sign: str = ""

    @property
    def small(self) -> bool:
        """Whether it is a small number, told or hidden."""
        return self.size in (Size.SMALL, Size.HIDDEN)


SENTENCE_END = "end"
_FIVE, _TEN = 5, "muoi"  # the number that is written like a year, the word that begins a number without a digit before
_LONGEST_NUMERAL = 12  # words
_MARKED_SHARE = 0.2  # of the words of a Vietnamese text many more bear marks
_ROW = 24  # characters, of figures with strokes, points or dashes between


def pieces_of(seen: SeenText, written: str, vocabulary: Vocabulary, below: int) -> list[Piece]:
    """The pieces of a text; a number from 1 to one less than ``below`` is small."""
    text = seen.text
    ends = deque(_sentence_ends(seen, written))
    names = [m.span() for pattern in (_NUMBERED_LINE, vocabulary.harmless) for m in pattern.finditer(text)]
    found: list[Piece] = []
    for piece in _in_their_text(list(_raw(text, vocabulary)), seen, written, vocabulary):
        while ends and ends[0] <= piece.begin:
            place = ends.popleft()
            found.append(Piece(place, place, sign=SENTENCE_END))
        found.append(piece)
    return [
        replace(piece, size=Size.NO_COUNT)
        if piece.size is not None and any(begin <= piece.begin < end for begin, end in names)
        else piece
        for piece in _sized(text, found, vocabulary, below)
    ]


def _sentence_ends(seen: SeenText, written: str) -> list[int]:
    """Capitals tell a beginning, so that ends are found in what was written; a broken line goes on."""
    places = {begin: place for place, begin in reversed(list(enumerate(seen.begins)))}
    found = []
    for match in _MARK.finditer(written):
        after = written[match.end() : match.end() + _ROW].lstrip()
        begins = not after or after[0].isupper() or after[0] in _BULLETS
        numbered = bool(re.match(r"\d+[.)][ \t]+\S", after)) or (match[0] != "\n" and after[:1].isdigit())
        if (begins or numbered) and match.start() in places:
            found.append(places[match.start()])
    return sorted(found)


def _raw(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        begin, end = match.span()
        if match["hidden"]:
            yield Piece(begin, end, size=Size.HIDDEN)
        elif match["figures"]:
            yield Piece(begin, end, size=Size.OTHER)
        elif match["word"]:
            yield from _words(match["word"], begin, vocabulary)
        else:
            yield Piece(begin, end, sign=match[0])


def _in_their_text(found: list[Piece], seen: SeenText, written: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Words with how they are written; whether a text is written without marks, numerals do not tell."""
    words = [piece.word for piece in found if piece.word and piece.word.key not in vocabulary.numerals]
    unmarked = sum(not word.unmarked for word in words) < _MARKED_SHARE * len(words)
    for piece in found:
        if piece.word:
            begin, end = seen.span(piece.begin, piece.end)
            proper = written[begin:end].istitle()
            yield replace(piece, word=replace(piece.word, in_unmarked_text=unmarked, proper=proper))
        else:
            yield piece


def _words(written: str, begin: int, vocabulary: Vocabulary) -> Iterator[Piece]:
    """A word; with a stroke two, unless it is short for one."""
    word = Word.of(written)
    if "/" in written and word.key not in vocabulary.abbreviations and word.plain not in vocabulary.abbreviations:
        place = begin + written.index("/")
        yield Piece(begin, place, word=Word.of(written[: place - begin]))
        yield Piece(place, place + 1, sign="/")
        yield Piece(place + 1, begin + len(written), word=Word.of(written[place + 1 - begin :]))
    else:
        yield Piece(begin, begin + len(written), word=word)


def _sized(text: str, found: list[Piece], vocabulary: Vocabulary, below: int) -> list[Piece]:
    sized = list(found)
    for place, piece in enumerate(found):
        if piece.size is Size.OTHER:
            size = Size.NO_COUNT if _no_count(text, found, place, vocabulary) else _size(_value(text, piece), below)
            sized[place] = replace(piece, size=size)
    return _with_numerals(sized, vocabulary, below)


def _value(text: str, piece: Piece) -> int | None:
    """The whole number that figures say, also ``2,0`` and ``o2``; None where they say none."""
    figures = text[piece.begin : piece.end].replace("o", "0")
    whole, _, rest = figures.replace(".", ",").partition(",")
    small = len(whole.lstrip("0")) == 1 and not (rest.strip("0") or re.fullmatch(r"\d{1,3}(?:[.\s]\d{3})+", figures))
    return int(whole) if small else None


def _size(value: int | None, below: int) -> Size:
    if value is None or value < 1 or value > below:
        return Size.OTHER
    return Size.JUST_NOT_SMALL if value == below else Size.SMALL


def _no_count(text: str, found: list[Piece], place: int, vocabulary: Vocabulary) -> bool:
    """Whether figures are a part of a code, a date, the number of a document or a percentage."""
    piece = found[place]
    before, after = text[max(0, piece.begin - 2) : piece.begin], text[piece.end : piece.end + _ROW]
    if before[-1:].isalpha() or before[-1:] in ("_", "°") or re.fullmatch(r"\w\.", before):
        return True
    if re.match(r"\s*[%‰]|[.:]\d|_", after):
        return True
    following = [other.word for other in found[place + 1 : place + 6] if other.word]
    if after[:1].isalpha():
        return not vocabulary.counted.length(following)
    if re.match(r"[/-][^\W\d_]", after) and not vocabulary.counted.length(following):
        return True
    if re.fullmatch(r"[^\W\d_]/", before) and not vocabulary.counted.length(following):
        return True
    return _dated(text, piece)


def _dated(text: str, piece: Piece) -> bool:
    """Whether it is of three numbers in a row, of one with a year, or of a day and a month from the fifth on."""
    if not text[piece.begin].isdigit():
        return False
    begin = piece.begin - len(re.search(r"(?:\d+[./-])*$", text[max(0, piece.begin - _ROW) : piece.begin])[0])  # type: ignore[index]
    row = re.split(r"[./-]", re.match(r"\d+(?:[./-]\d+)*", text[begin : begin + 2 * _ROW])[0])  # type: ignore[index]
    if len(row) == 1:
        return False
    if len(row) > 2 or len(row[1]) > 3:
        return True
    return text[begin + len(row[0])] == "/" and int(row[0]) >= 5 and int(row[1]) < int(row[0])


def _with_numerals(found: list[Piece], vocabulary: Vocabulary, below: int) -> list[Piece]:
    """Numbers in words become one piece each; figures before a word such as nghìn are larger."""
    whole: list[Piece] = []
    place = 0
    while place < len(found):
        length, value = _numeral([piece.word for piece in found[place : place + _LONGEST_NUMERAL]], vocabulary)
        if length:
            whole.append(Piece(found[place].begin, found[place + length - 1].end, size=_size(value, below)))
            place += length
        else:
            piece, after = found[place], found[place + 1 : place + 2]
            if piece.size in (Size.SMALL, Size.JUST_NOT_SMALL) and after and after[0].word in vocabulary.larger:
                piece = replace(piece, size=Size.OTHER)
            whole.append(piece)
            place += 1
    return whole


def _numeral(words: Sequence[Word | None], vocabulary: Vocabulary) -> tuple[int, int | None]:
    """How many words make up a number, and the number where it is of one place; (0, None) where none begins.

    "hai ba người" is two or three: the first is told. Năm is five before people and otherwise a year.
    """
    values: list[int | None] = []
    for word in words:
        value = vocabulary.numerals.get(word.key) if word else None
        larger = word in vocabulary.larger or (None in values and word in vocabulary.larger_after)
        if word is None or (value is None and not (larger and (values or word.plain == _TEN))):
            break
        values.append(value)
    if not values or None in values:
        return len(values), None
    people = vocabulary.counted.length([word for word in words[len(values) :] if word]) > 0
    if values[0] == _FIVE and not (people and len(values) == 1):
        return 0, None
    if values[-1] == _FIVE and len(values) > 1 and not people:
        values.pop()
    return len(values), values[0]
