"""Which row of the form a label is, exactly or with a typing slip, and which of the like-named ones by the path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from wardreport.metadata.form_versions import FormRow, FormVersion, RowKind
from wardreport.stages.parse.labels import known_label_key, known_words_key, label_key, words_key

_LETTERS_PER_SLIP = 10
_MOST_SLIPS = 8
_LEAST_FOR_A_SLIP = 6


@dataclass(frozen=True)
class KnownLabels:
    """A form's labels as keys, printed and corrected, with the rows that carry them."""

    rows: dict[str, tuple[FormRow, ...]]
    abbreviations: tuple[tuple[str, str], ...]

    def key_of(self, label: str) -> str:
        """The key of a label that a clerk wrote."""
        return label_key(label, self.abbreviations)

    def nearest(self, key: str) -> str | None:
        """The known key that this one was meant to be: near enough, and safely farther from every other row's.

        A slip either leaves the distance to the other labels as it was, or is less than half of it; digits are
        never slips ("dưới 18" is not "dưới 16").
        """
        allowed = min(len(key) // _LETTERS_PER_SLIP, _MOST_SLIPS) or 1
        if len(key) < _LEAST_FOR_A_SLIP:
            return None
        distances = {known: OSA.distance(key, known) for known in self.rows}
        best = min(distances, key=lambda known: distances[known])
        slips = distances[best]
        if slips > allowed or _digits(key) != _digits(best):
            return None
        for other, away in distances.items():
            if self.rows[other] != self.rows[best]:
                apart = OSA.distance(best, other)
                if away <= slips or (2 * slips >= apart and away < apart):
                    return None
        return best


@lru_cache(maxsize=8)
def known_labels(form: FormVersion) -> KnownLabels:
    """The labels of a form version; made once, since every submission is compared with them."""
    abbreviations = tuple((words_key(a.abbreviation), words_key(a.words)) for a in form.abbreviations)
    rows: dict[str, list[FormRow]] = defaultdict(list)
    for row in form.rows:
        for label in {row.label_printed, row.label} - {""}:
            key = known_label_key(label, abbreviations)
            if row not in rows[key]:
                rows[key].append(row)
    return KnownLabels({key: tuple(same) for key, same in rows.items()}, abbreviations)


def _digits(key: str) -> list[str]:
    return [word for word in key.split() if any(c.isdigit() for c in word)]


class RowMatcher:
    """Goes down the sheet and keeps the path (section, opened blocks) that tells rows with the same label apart."""

    def __init__(self, form: FormVersion) -> None:
        self.rows: dict[int, int] = {}
        self.repeated: list[tuple[FormRow, int]] = []
        self.approximate: dict[int, FormRow] = {}  # by sheet row
        self._known = known_labels(form)
        self._section: str | None = None  # of the last heading seen
        self._opened: list[str] = []  # anchors since the last heading, in order
        self._before: FormRow | None = None
        self._form_rows = form.rows
        self._anchors = {row.anchor for row in form.rows if row.anchor}
        self._following = dict(zip((r.row for r in form.rows), form.rows[1:], strict=False))

    def match(self, sheet_row: int, label: str, unit: str) -> FormRow | None:
        """The row of the form that the sheet row is; remembers where it stands."""
        form_row = self._row_of(sheet_row, label, unit)
        if form_row is None:
            self.approximate.pop(sheet_row, None)
            return None
        if form_row.row in self.rows and form_row.kind is RowKind.DATA:
            self.repeated.append((form_row, sheet_row))
            return form_row
        self.rows[form_row.row] = sheet_row
        self._before = form_row
        if form_row.kind is RowKind.HEADING:
            self._section, self._opened = form_row.section, []
        self._opened.extend(name for name in form_row.indicators if name in self._anchors)
        return form_row

    def take_back(self) -> list[int]:
        """Gives up the rows that the path may have told wrongly, and names their sheet rows.

        Where the row that opens a later block with the same labels is not there, it may be lost together with the rows
        above it; what then stands below the earlier one may be its own.
        """
        twice = {row.row for row, _ in self.repeated}  # both blocks are there
        opened = {name for row in self._form_rows if row.row in self.rows for name in row.indicators}
        doubtful = [
            self.rows.pop(row.row)
            for namesakes in self._known.rows.values()
            for row in namesakes
            if row.row in self.rows and row.row not in twice and _may_be_of(namesakes, row, opened, self.rows)
        ]
        for sheet_row in doubtful:
            self.approximate.pop(sheet_row, None)
        return doubtful

    def _row_of(self, sheet_row: int, label: str, unit: str) -> FormRow | None:
        key = self._known.key_of(label)
        if not key:
            return self._continued_row(unit)
        rows = self._known.rows.get(key)
        if rows is None:
            nearest = self._known.nearest(key)
            if nearest is None:
                return None
            rows = self._known.rows[nearest]
            self.approximate[sheet_row] = rows[0]
        row = self._by_path(rows)
        if row is not None and sheet_row in self.approximate:
            self.approximate[sheet_row] = row
        return row

    def _by_path(self, rows: tuple[FormRow, ...]) -> FormRow | None:
        if len(rows) == 1 or rows[0].kind is RowKind.MARKER:  # which of the like-named markers it is, nobody knows
            return rows[0]
        by_anchor = {row.anchor: row for row in rows}
        here = [row for row in rows if row.section == self._section]
        for opened in reversed(self._opened):
            if opened in by_anchor:
                # an opening row that strayed into a section with like-named rows of its own says nothing of theirs
                return by_anchor[opened] if not here or by_anchor[opened] in here else None
        return here[0] if len(here) == 1 else None

    def _continued_row(self, unit: str) -> FormRow | None:
        """The form's one data row without a label goes on with the row above it, in another unit."""
        following = self._following.get(self._before.row) if self._before else None
        if following is None or following.label or following.kind is not RowKind.DATA:
            return None
        return following if known_words_key(following.unit) == unit else None


def _may_be_of(namesakes: tuple[FormRow, ...], row: FormRow, opened: set[str], found: Mapping[int, int]) -> bool:
    """Whether a row that was found may be a later namesake's in its section, whose block nothing opened."""
    return any(
        other.row > row.row
        and other.section == row.section
        and other.row not in found
        and other.anchor is not None
        and other.anchor not in opened
        for other in namesakes
    )
