"""Who people are and what each may do: the deployment's own file, ``WARDREPORT_PEOPLE``.

A person is a login and the functions that he or she has; a name stands nowhere (docs/design/review-and-release.md).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.office.functions import Function, Functions, load_functions, texts_in

_YES, _NO = frozenset({"có", "yes", "x"}), frozenset({"", "không", "no", "-"})
LONGEST_LOGIN = 100


class Right(StrEnum):
    """What somebody may do; the column of the file."""

    REVIEW = "may_review"
    DECIDE = "may_decide"
    APPROVE = "may_approve"
    RUN = "may_run"  # start the runs that publish


COLUMNS = ("login", "functions", *Right)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a login; the first function is the one that is printed."""

    login: str
    functions: tuple[Function, ...]
    rights: frozenset[Right]

    @property
    def title(self) -> str:
        """In what function this person decides and approves."""
        return self.functions[0].title


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decided or approved something: the printed function, and the login where there is one."""

    title: str
    login: str | None = None


@dataclass(frozen=True)
class People:
    """The people of the deployment by login, and the closed list of functions."""

    persons: Mapping[str, Person] = field(default_factory=dict)
    functions: Functions = field(default_factory=load_functions)

    def actor(self, written: str, right: Right) -> Actor:
        """Who a text names: a login, which must have the right, or a function of the list.

        Raises ``ConfigurationError`` on anything else; it does not repeat the text, which may be a person's name.
        """
        person = self.persons.get(written.strip())
        if person is not None:
            if right not in person.rights:
                raise ConfigurationError(f"{person.login} may not do that: {right} of people.csv says no")
            return Actor(person.title, person.login)
        function = self.functions.named(written)
        if function is None:
            titles = ", ".join(one.title for one in self.functions.listed)
            raise ConfigurationError(f"neither a login of people.csv nor one of the functions {titles}")
        return Actor(function.title)

    def with_right(self, right: Right) -> tuple[Person, ...]:
        """Those who may do something, in the order of the file."""
        return tuple(person for person in self.persons.values() if right in person.rights)

    def same(self, one: Actor, other: Actor) -> bool:
        """Whether two may be one person: by login where both have one, else by any function that they share."""
        if one.login is not None and other.login is not None:
            return one.login == other.login
        return any(self.functions.same(a, b) for a in self._titles(one) for b in self._titles(other))

    def _titles(self, actor: Actor) -> Iterable[str]:
        person = self.persons.get(actor.login or "")
        return {actor.title, *(function.title for function in person.functions)} if person else {actor.title}


def load_people(file: Path) -> People:
    """The people of the file; where there is none nobody has a login.

    Raises ``ConfigurationError`` with one line that says everything wrong at once.
    """
    functions = load_functions()
    if not file.exists():
        return People({}, functions)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, strict=True)
            columns, rows = tuple(table.fieldnames or ()), list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{file}: {type(error).__name__}: cannot be read") from None
    wrong = list(_of_columns(columns))
    persons = dict[str, Person]()
    for number, row in enumerate(rows, start=2):
        person, said = _person({key: cell for key, cell in row.items() if isinstance(cell, str)}, functions)
        if None in row or None in row.values():
            said.append("has not as many cells as the first line")
        if person.login in persons:
            said.append("the login stands above")
        wrong += [f"line {number}: {one}" for one in said]
        persons.setdefault(person.login, person)
    if wrong:
        raise ConfigurationError(f"{file.name}: {'; '.join(wrong)}")
    return People(persons, functions)


def _of_columns(columns: tuple[str, ...]) -> Iterator[str]:
    unknown = [column for column in columns if column not in COLUMNS]
    missing = [column for column in COLUMNS if column not in columns]
    if unknown:
        yield f"unknown columns {', '.join(unknown)}"
    if missing:
        yield f"no column {', '.join(missing)}"
    if len(set(columns)) != len(columns):
        yield "a column stands twice"


def _person(row: Mapping[str, str], functions: Functions) -> tuple[Person, list[str]]:
    """The person of a line, and what is wrong with it."""
    wrong = []
    login = row.get("login", "").strip()
    if not login or len(login) > LONGEST_LOGIN or any(sign.isspace() or not sign.isprintable() for sign in login):
        wrong.append(f"login: one word of at most {LONGEST_LOGIN} signs is needed")
    if functions.named(login) is not None:
        wrong.append("the login reads as a function")
    found = [functions.named(text) for text in texts_in(row.get("functions", ""))]
    if not found or None in found:
        titles = ", ".join(one.title for one in functions.listed)
        wrong.append(f"functions: one of the list, or several with ; between: {titles}")
    answers = {right: row.get(right, "").strip().casefold() for right in Right}
    wrong += [f"{right}: neither có nor không" for right, answer in answers.items() if answer not in _YES | _NO]
    rights = frozenset(right for right, answer in answers.items() if answer in _YES)
    return Person(login, tuple(one for one in found if one is not None), rights), wrong
