"""The text of a document in order, for what stands above and below each of its tables."""

from __future__ import annotations

from wardreport.formats.grid import MAX_CELLS, Line, UnreadableError


class TextFlow:
    """Every paragraph and every cell of a document that holds something."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, Line]] = []
        self._row = 0
        self._last = (0, 0)

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, text: str, table: int = 0, row: int = 0, column: int = 1) -> bool:
        """Whether the text is any; ``table`` is the number of the table that it stands in, with its row and column.

        Raises ``UnreadableError`` where there is too much text.
        """
        if text:
            if not table or (table, row) != self._last:
                self._row += 1
            self._last = (table, row)
            self._lines.append((table, Line(text, self._row, column)))
            if len(self._lines) > MAX_CELLS:
                raise UnreadableError("file.too_large")
        return bool(text)

    def forget(self, start: int) -> None:
        """Takes out what was added since there were ``start`` lines."""
        del self._lines[start:]

    def lines(self, start: int = 0, end: int | None = None, but: int = -1) -> tuple[Line, ...]:
        """The lines from one to another, without those of one table."""
        return tuple(line for table, line in self._lines[start:end] if table != but)
