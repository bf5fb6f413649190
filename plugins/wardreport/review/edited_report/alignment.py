"""Brings the passages of an edited report together with those that the system wrote.

By their words without figures: first those that are the same, then in order the most alike, then what was moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

_ALIKE = 55.0  # of 100: below it a passage is another one
_MOVED = 80.0  # what stands elsewhere must be more alike
_BETTER = 2.0  # a neighbour belongs to a pair where it makes it so much more alike


@dataclass(slots=True)
class Pair:
    """Passages that belong together, by position: one each, or several where one was split or several were joined."""

    expected: list[int]
    found: list[int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The pairs, and what has no partner."""

    pairs: tuple[Pair, ...]
    gone: tuple[int, ...]  # positions of expected passages
    new: tuple[int, ...]  # positions of found passages


def align(expected: Sequence[str], found: Sequence[str], fixed: Iterable[int] = ()) -> Alignment:
    """Pairs of masked texts. Of ``fixed``, positions of ``expected``, each is met only by the same text."""
    only_same = frozenset(fixed)
    pairs: list[Pair] = []
    for tag, e1, e2, f1, f2 in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [Pair([e], [f]) for e, f in zip(range(e1, e2), range(f1, f2), strict=True)]
        elif tag == "replace":
            able = [e for e in range(e1, e2) if e not in only_same]
            pairs += _most_alike(able, range(f1, f2), expected, found)
    gone, new = _without_partner(pairs, expected, found)
    pairs += _moved([e for e in gone if e not in only_same], new, expected, found)
    gone, new = _without_partner(pairs, expected, found)
    _take_in_neighbours(pairs, set(gone) - only_same, set(new), expected, found)
    gone, new = _without_partner(pairs, expected, found)
    return Alignment(tuple(pairs), tuple(gone), tuple(new))


def _most_alike(
    rows: Sequence[int], columns: Sequence[int], expected: Sequence[str], found: Sequence[str]
) -> list[Pair]:
    """Pairs in order that are together the most alike (the longest common subsequence, weighted)."""
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    alike: dict[tuple[int, int], float] = {}
    for r, e in enumerate(rows):
        for c, f in enumerate(columns):
            score = fuzz.ratio(expected[e], found[f], score_cutoff=_ALIKE)
            alike[r, c] = score
            together = best[r][c] + score if score else 0.0
            best[r + 1][c + 1] = max(together, best[r][c + 1], best[r + 1][c])
    pairs = []
    r, c = len(rows), len(columns)
    while r and c:
        if best[r][c] == best[r - 1][c]:
            r -= 1
        elif best[r][c] == best[r][c - 1]:
            c -= 1
        else:
            r, c = r - 1, c - 1
            pairs.append(Pair([rows[r]], [columns[c]]))
    return pairs[::-1]


def _moved(gone: Sequence[int], new: Sequence[int], expected: Sequence[str], found: Sequence[str]) -> list[Pair]:
    scored = [(fuzz.ratio(expected[e], found[f], score_cutoff=_MOVED), e, f) for e in gone for f in new]
    pairs: list[Pair] = []
    taken: set[tuple[str, int]] = set()
    for score, e, f in sorted(scored, key=lambda each: (-each[0], each[1:])):
        if score and not taken & {("e", e), ("f", f)}:
            taken |= {("e", e), ("f", f)}
            pairs.append(Pair([e], [f]))
    return pairs


def _take_in_neighbours(
    pairs: Iterable[Pair], gone: set[int], new: set[int], expected: Sequence[str], found: Sequence[str]
) -> None:
    """A paragraph that somebody split goes on in the next one; of two that were joined one seems to be gone."""
    for pair in pairs if gone or new else ():
        for own, free in ((pair.found, new), (pair.expected, gone)):
            for step in (-1, 1):
                while (beside := own[0] - 1 if step < 0 else own[-1] + 1) in free:
                    before, kept = _score(pair, expected, found), own[:]
                    own[:] = sorted([*own, beside])
                    if _score(pair, expected, found) < before + _BETTER:
                        own[:] = kept
                        break
                    free.discard(beside)


def _score(pair: Pair, expected: Sequence[str], found: Sequence[str]) -> float:
    return fuzz.ratio(" ".join(expected[n] for n in pair.expected), " ".join(found[n] for n in pair.found))


def _without_partner(
    pairs: Iterable[Pair], expected: Sequence[str], found: Sequence[str]
) -> tuple[list[int], list[int]]:
    paired = list(pairs)
    of_expected = {n for pair in paired for n in pair.expected}
    of_found = {n for pair in paired for n in pair.found}
    gone = [n for n in range(len(expected)) if n not in of_expected]
    return gone, [n for n in range(len(found)) if n not in of_found]
