"""The views of ``sql/``: internal ones first, then those for BI; what depends on the indicators is a template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import ValueType

_NAME = re.compile(r"[a-z][a-z0-9_]{0,57}")  # with _sign behind it still a name of PostgreSQL


@dataclass(frozen=True, slots=True)
class View:
    """A view by its name and the statement that makes it."""

    name: str
    statement: str
    for_bi: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """What a template sees of an indicator."""

    name: str
    label: str
    unit: str
    yes_no: bool


def view_names(sql: Path, folder: str | None = None) -> tuple[str, ...]:
    """The views in the order made, of both folders or of one (``views``, ``bi``); nothing is rendered."""
    return tuple(_name(file) for file in _files(sql) if folder in (None, file.parent.name))


def views(sql: Path, metadata: Metadata) -> tuple[View, ...]:
    """Every view in the order made; raises ``ConfigurationError`` where an indicator cannot name a column."""
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701
    indicators = tuple(_columns(metadata))
    made = []
    for file in _files(sql):
        statement = file.read_text(encoding="utf-8")
        if file.suffix == ".j2":
            statement = environment.from_string(statement).render(indicators=indicators)
        made.append(View(_name(file), statement, file.parent.name == "bi"))
    return tuple(made)


def _files(sql: Path) -> list[Path]:
    """Those for BI read the others."""
    found = (path for folder in ("views", "bi") for path in sorted((sql / folder).glob("*.sql*")))
    return [path for path in found if path.name.endswith((".sql", ".sql.j2"))]


def _name(file: Path) -> str:
    return file.name.partition(".")[0].partition("_")[2]


def _columns(metadata: Metadata) -> Iterator[_Column]:
    for name, indicator in metadata.indicators.items():
        if _NAME.fullmatch(name) is None:
            raise ConfigurationError(f"indicators.csv: {name} cannot name a column of a view")
        label, unit = _plain(metadata.name_of(name)), _plain(metadata.unit_measure(name))
        yield _Column(name, label, unit, indicator.value_type is ValueType.YESNO)


def _plain(words: str) -> str:
    """On one line, and without the mark between the languages."""
    return " ".join(words.replace("|", "/").split())
