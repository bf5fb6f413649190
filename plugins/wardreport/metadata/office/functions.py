"""The functions (chức danh) in which people decide and approve: a closed list, found however a function is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, read_rows

_DATA = Path(__file__).parents[1] / "data"
FUNCTIONS, LOOK_ALIKES = _DATA / "functions.csv", _DATA / "look_alike_letters.csv"
BETWEEN = ";"  # the texts of one cell


class _Line(Record):
    """A line of the list: what is printed, and what else people write for it."""

    function: str
    title: str
    spellings: str = ""


class _Letters(Record):
    """A Latin letter, and the letters of other alphabets that look so (Unicode's confusables.txt, UTS #39)."""

    latin: str
    letters: str


@dataclass(frozen=True, slots=True)
class Function:
    """What somebody is in the office; ``title`` is how it is printed."""

    function: str
    title: str


@dataclass(frozen=True)
class Functions:
    """The closed list, in the order of its file."""

    listed: tuple[Function, ...]
    by_letters: Mapping[str, Function]

    def named(self, text: str) -> Function | None:
        """The function that a text names, by id, title, spelling or with a number behind it; None where it is none."""
        letters = letters_of(text)
        return self.by_letters.get(letters) or self.by_letters.get(letters.rstrip("0123456789"))

    def same(self, one: str, other: str) -> bool:
        """Whether two texts name one function; of texts that name none, whether they are written alike."""
        first, second = self.named(one), self.named(other)
        return letters_of(one) == letters_of(other) if first is None and second is None else first == second


def letters_of(text: str) -> str:
    """Its letters and digits, without case, marks, blanks and signs; what looks like a Latin letter is one."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "".join(sign for sign in bare.translate(_look_alikes()).casefold() if sign.isalnum())


@cache
def _look_alikes() -> Mapping[int, str]:
    return {ord(sign): line.latin for line in read_rows(LOOK_ALIKES, _Letters) for sign in line.letters.split()}


def load_functions(file: Path = FUNCTIONS) -> Functions:
    """The list; raises ``ConfigurationError`` where one text would name two functions."""
    listed, by_letters = [], dict[str, Function]()
    for line in read_rows(file, _Line):
        function = Function(line.function, line.title)
        listed.append(function)
        for text in (line.function, line.title, *texts_in(line.spellings)):
            if by_letters.setdefault(letters_of(text), function) != function:
                raise ConfigurationError(f"{file.name}: {text} names two functions")
    return Functions(tuple(listed), by_letters)


def texts_in(cell: str) -> Iterable[str]:
    """The texts of a cell that holds several."""
    return (text for part in cell.split(BETWEEN) if (text := part.strip()))
