"""Masks small counts of people, households, members and cases in what people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from wardreport.metadata.disclosure_policy import load_disclosure_policy
from wardreport.metadata.small_counts import SmallCountWords, load_small_count_words
from wardreport.writing.small_counts.pieces import SENTENCE_END, Piece, Size, pieces_of
from wardreport.writing.small_counts.seen_text import seen
from wardreport.writing.small_counts.surroundings import Surroundings
from wardreport.writing.small_counts.vocabulary import Vocabulary
from wardreport.writing.written_figures import SUPPRESSED

_CLOSING = {"(": ")", "[": "]"}
_LOOKS = 9  # far more than a text needs: each leaves fewer numbers
_SOLE_NEAR = 4  # pieces between "duy nhất" and its number


@dataclass(frozen=True)
class SmallCountSieve:
    """Hides each number from 1 to one less than ``below`` that stands with a word for people, unless it is harmless.

    Which of them it was, and whether in figures or words, the result does not tell (docs/design/disclosure.md).
    """

    words: SmallCountWords
    below: int

    def hide(self, text: str) -> str:
        """The text with ``(c)`` for each small count; the rest is as it was.

        What was left out may bring together what tells another ("cặp duy nhất người"), so that it looks again until
        nothing more is hidden.
        """
        for _ in range(_LOOKS):
            before, text = text, _with_masks(text, self.hidden(text))
            if text == before:
                break
        return text

    def hidden(self, text: str) -> list[tuple[int, int, str]]:
        """Where in the text something is hidden, and by what: ``(c)``, or nothing for a "duy nhất" beside it."""
        as_seen = seen(text)
        pieces = _doubled(pieces_of(as_seen, text, self._vocabulary, self.below))
        pieces = _limited(_paired(pieces, self._vocabulary), self._vocabulary)
        around = Surroundings(pieces, self._vocabulary)
        masked = {place for first in _lists(around) for place in _hidden_of(first, around)}
        spans = [(*as_seen.span(pieces[place].begin, pieces[place].end), SUPPRESSED) for place in masked]
        for begin, end, replacement in _sole(around, masked):
            first, last = as_seen.span(pieces[begin].begin, pieces[end - 1].end)
            if not replacement:
                first, last = _with_blank(text, first, last)
            spans.append((first, last, SUPPRESSED if replacement else ""))
        return sorted(spans)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary.of(self.words)


@lru_cache
def small_count_sieve(below: int | None = None) -> SmallCountSieve:
    """The sieve of the data files; what is small says the disclosure policy where ``below`` does not."""
    return SmallCountSieve(load_small_count_words(), below or load_disclosure_policy().smallest_published)


def _with_masks(text: str, hidden: Iterable[tuple[int, int, str]]) -> str:
    """The text with what stands in the place of each hidden part, as ``SmallCountSieve.hidden`` tells them."""
    shown, done = [], 0
    for begin, end, replacement in hidden:
        shown += [text[done:begin], replacement]
        done = end
    return "".join((*shown, text[done:]))


def _doubled(pieces: Sequence[Piece]) -> list[Piece]:
    """ "hai (02)" is one number."""
    whole: list[Piece] = []
    place = 0
    while place < len(pieces):
        first, rest = pieces[place], pieces[place + 1 : place + 4]
        again = len(rest) == 3 and rest[0].sign in _CLOSING and rest[2].sign == _CLOSING[rest[0].sign]
        if again and first.small and rest[1].small:
            whole.append(replace(first, end=rest[2].end, size=Size.SMALL))
            place += 4
        else:
            whole.append(first)
            place += 1
    return whole


def _paired(pieces: Sequence[Piece], words: Vocabulary) -> list[Piece]:
    """ "đôi nam nữ", "một cặp vợ chồng": the pair is a number, or part of the one before it."""
    around = Surroundings(pieces, words)
    whole: list[Piece] = []
    for place, piece in enumerate(pieces):
        before = whole[-1] if whole else None
        many = before is not None and (before.word in words.many or not (before.size is None or before.small))
        if piece.word in words.pairs and around.people_at(place + 1) and not many:
            if before is not None and before.small:
                whole[-1] = replace(before, end=piece.end, size=Size.SMALL)
            else:
                whole.append(Piece(piece.begin, piece.end, size=Size.SMALL))
        else:
            whole.append(piece)
    return whole


def _limited(pieces: Sequence[Piece], words: Vocabulary) -> list[Piece]:
    """ "dưới 5" tells a small count."""
    around = Surroundings(pieces, words)
    return [
        replace(piece, size=Size.SMALL)
        if piece.size is Size.JUST_NOT_SMALL
        and (words.limits.ends(around.behind(place)) or (place and pieces[place - 1].sign == "<"))
        else piece
        for place, piece in enumerate(pieces)
    ]


def _lists(around: Surroundings) -> Iterator[list[list[int]]]:
    """Numbers that are joined, each list in parts: "2-3, 5 và 6" is 2-3, 5, 6."""
    place = 0
    while place < len(around.pieces):
        if around.pieces[place].size in (None, Size.NO_COUNT):
            place += 1
            continue
        parts = [[place]]
        while (following := around.next_number(place + 1)) is not None:
            if around.ranged(place + 1):
                parts[-1].append(following)
            else:
                parts.append([following])
            place = following
        yield parts
        place += 1


def _hidden_of(parts: list[list[int]], around: Surroundings) -> Iterator[int]:
    """The small numbers of a list that tell a count."""
    for part in _telling(parts, around):
        yield from (place for place in part if around.pieces[place].size is Size.SMALL)


def _telling(parts: list[list[int]], around: Surroundings) -> list[list[int]]:
    first, last = parts[0][0], parts[-1][-1]
    after = last + 1
    named = around.named(first)
    people = any(map(around.people_at, (after, around.past_opening(after), around.past_closing(first, after))))
    if around.bound_at(after):
        return [] if named is not None else _before_bound(parts[:-1], around)
    if people or around.people_near(after):
        if around.denied(first, after):
            return []
        if named is None or (named is False and people and len(parts) == 1 and not around.tells(after)):
            return parts
        return parts[1:][-1:]
    if named is not None or around.enumerates(after):
        return []
    if around.part(after):
        return parts if around.of_those(after) else []
    return parts if _told_from_before(parts, around, after) else []


def _before_bound(parts: list[list[int]], around: Surroundings) -> list[list[int]]:
    """Of "Số người: 2, 4 cơ sở" the first, which has a label of its own."""
    return parts if parts and _told_from_before(parts, around, parts[-1][-1] + 1) else []


def _told_from_before(parts: list[list[int]], around: Surroundings, after: int) -> bool:
    """Whether what was said before tells that a list counts people: a label, or people of whom this is a part."""
    first, closed = parts[0][0], around.closed(after)
    if around.labelled(first, closed=closed):
        return True
    if any(around.pieces[place].sign == "/" for place in range(first, after)):
        return closed and around.people_beside(first)  # else more likely a day
    if closed and (around.people_right_before(first) or around.all_of(first) or around.bare(first, after)):
        return True
    return around.tells(after) and around.people_in_sentence_before(first)


def _sole(around: Surroundings, masked: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Where "duy nhất" stands, which tells one: left out beside a hidden number, masked beside a word for people."""
    pieces, words = around.pieces, around.words
    hidden = masked | {place for place, piece in enumerate(pieces) if piece.size is Size.HIDDEN}
    place = 0
    while place < len(pieces):
        length = int(words.sole.length(around.ahead(place)))
        if not length:
            place += 1
            continue
        near = range(max(0, place - _SOLE_NEAR), min(len(pieces), place + length + _SOLE_NEAR))
        if any(other in hidden and _one_clause(pieces, place, other) for other in near):
            yield place, place + length, False
        elif around.people_at(place + length) or around.people_right_before(place):
            yield place, place + length, True
        place += length


def _one_clause(pieces: Sequence[Piece], place: int, other: int) -> bool:
    between = pieces[min(place, other) : max(place, other)]
    return not any(piece.sign in (",", ";", ".", SENTENCE_END) for piece in between)


def _with_blank(text: str, begin: int, end: int) -> tuple[int, int]:
    """A part to be left out, with the blank before it, or behind it at the beginning."""
    if begin > 0 and text[begin - 1].isspace():
        return begin - 1, end
    if end < len(text) and text[end].isspace():
        return begin, end + 1
    return begin, end
