"""What the report's sentences are made of, as data: which figures a section tells, and what measures are called."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.metadata.indicators import ValueType

OUTLINE = Path(__file__).parent / "report_sentences.yaml"
PHRASES = Path(__file__).parent / "figure_phrases.yaml"


class Share(Record):
    """The percentage that stands beside a count."""

    indicator: str
    of: str


class Phrase(Record):
    """What one measure is called (see the head of ``figure_phrases.yaml``)."""

    noun: str
    name: str | None = None
    counter: str | None = None
    nothing: str | None = None
    share: Share | None = None


class ChoiceWords(Record):
    """What stands before yes/no figures."""

    yes: str
    no: str
    open: str


class Statement(Record):
    """One paragraph of a section (see the head of ``report_sentences.yaml``)."""

    figures: tuple[str, ...] = ()
    says: str | None = None
    parts: tuple[str, ...] = ()
    listed: bool = False
    owners: Mapping[str, str] = {}
    compared: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    told: ChoiceWords | None = None


class _Section(Record):
    statements: tuple[Statement, ...]


class _Phrases(Record):
    phrases: Mapping[str, Phrase]


@dataclass(frozen=True, slots=True)
class SentenceOutline:
    """Both files."""

    sections: Mapping[str, tuple[Statement, ...]]
    phrases: Mapping[str, Phrase]  # by indicator


def read_sentence_outline(
    metadata: Metadata, sections: Iterable[str], outline: Path = OUTLINE, phrases: Path = PHRASES
) -> SentenceOutline:
    """Both files, read and checked against the indicators and the report's sections.

    Raises ``ConfigurationError`` with one line on an unknown section, indicator or field, on a measure without a
    phrase, and on two with one name.
    """
    named = build(_Phrases, {"phrases": read_yaml(phrases)}, phrases.name).phrases
    _check_phrases(named, metadata, phrases.name)
    written = read_yaml(outline)
    if not isinstance(written, dict):
        raise ConfigurationError(f"{outline.name}: sections are needed")
    told = {}
    for section, statements in written.items():
        where = f"{outline.name}: {section}"
        if section not in sections:
            raise ConfigurationError(f"{where}: unknown section")
        told[section] = build(_Section, {"statements": statements}, where).statements
        for statement in told[section]:
            _check_statement(statement, metadata, where)
    return SentenceOutline(told, named)


def fields(text: str, where: str) -> tuple[str, ...]:
    """The names in braces of a text; raises ``ConfigurationError`` where the braces do not match."""
    try:
        return tuple(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}") from None


def _check_phrases(phrases: Mapping[str, Phrase], metadata: Metadata, where: str) -> None:
    _refuse(where, "unknown indicator", set(phrases) - set(metadata.indicators))
    _refuse(where, "no phrase for", set(metadata.indicators) - set(phrases))
    names: dict[str, str] = {}
    for indicator, phrase in phrases.items():
        for text in (phrase.noun, phrase.name or ""):
            _refuse(f"{where}: {indicator}", "unknown field", set(fields(text, where)) - {"year"})
        if phrase.share and phrase.share.indicator not in metadata.ratios:
            raise ConfigurationError(f"{where}: {indicator}: share: no percentage {phrase.share.indicator}")
        name = measure_name(phrase, metadata.indicators[indicator].value_type)
        if name in names:
            raise ConfigurationError(f"{where}: {indicator} has the name of {names[name]}")
        names[name] = indicator


def measure_name(phrase: Phrase, value_type: ValueType) -> str:
    """What a measure is called by itself: ``số cơ sở lưu trú``."""
    return phrase.name or (f"số {phrase.noun}" if value_type is ValueType.COUNT else phrase.noun)


def _check_statement(statement: Statement, metadata: Metadata, where: str) -> None:
    told = {*statement.figures, *statement.parts}
    if statement.owners and statement.parts:
        raise ConfigurationError(f"{where}: a block lists parts or owners, not both")
    _refuse(where, "unknown indicator", {*told, *statement.choices} - set(metadata.indicators))
    if bool(statement.choices) is bool(statement.figures) or bool(statement.choices) is not bool(statement.told):
        raise ConfigurationError(f"{where}: a block has figures, or choices with what is told of them")
    yes_no = {name for name, indicator in metadata.indicators.items() if indicator.value_type is ValueType.YESNO}
    _refuse(where, "a yes/no measure is a choice and no figure:", told & yes_no)
    _refuse(where, "a choice is a yes/no measure and no", set(statement.choices) - yes_no)
    _refuse(where, "compared, but not told:", set(statement.compared) - told)
    for says, allowed in _sentences(statement):
        _refuse(where, "unknown field", set(fields(says, where)) - allowed)
        _refuse(where, "not in the sentence:", allowed - set(fields(says, where)))


def _sentences(statement: Statement) -> Iterator[tuple[str, set[str]]]:
    """Each sentence of a statement with the fields that it has."""
    if statement.says is not None:
        yield statement.says, set(statement.figures)
    for name, says in statement.owners.items():
        yield says, {name} & set(statement.figures)


def _refuse(where: str, what: str, names: set[str]) -> None:
    if names:
        raise ConfigurationError(f"{where}: {what} {min(names)}")
