"""The sentences of notices: ``notice_sentences.yaml``, with no other fields than each may have."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.validation import OWING
from wardreport.metadata.data_files import Record, build, read_yaml

SENTENCES = Path(__file__).parent / "notice_sentences.yaml"
_EVERYWHERE = frozenset({"recipient", "half", "period", "today"})
_OF_A_UNIT = frozenset({"unit", "code", "due", "days", "file", "folder"})
_OTHERS = {
    "review": frozenset({"unit", "code", "since"}),
    "not_finished": frozenset({"dag", "run"}),
    "failed": frozenset({"dag", "run", "task"}),
    "unreachable": frozenset({"unit", "code", "since"}),
}


class NoticeSentences(Record):
    """The file as it is written."""

    subject: str
    opening: str
    units: Mapping[str, str]  # by state
    letters: str
    letters_elsewhere: str
    review: str
    late_list: str
    late_list_elsewhere: str
    approval: str
    not_finished: str
    failed: str
    unreachable: str
    closing: str


def read_notice_sentences(file: Path = SENTENCES) -> NoticeSentences:
    """The sentences; raises ``ConfigurationError`` on a state without one, or a field that it does not know."""
    sentences = build(NoticeSentences, read_yaml(file), file.name)
    states = set(map(str, OWING))
    if set(sentences.units) != states:
        raise ConfigurationError(f"{file.name}: units: {', '.join(sorted(states))} are needed, and no other")
    for name, sentence, fields in _with_fields(sentences):
        try:
            used = {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}
        except ValueError as error:
            raise ConfigurationError(f"{file.name}: {name}: {error}") from None
        if used - fields:
            raise ConfigurationError(f"{file.name}: {name}: unknown field {{{min(used - fields)}}}")
    return sentences


def _with_fields(sentences: NoticeSentences) -> Iterator[tuple[str, str, frozenset[str]]]:
    for name in NoticeSentences.model_fields:
        if name != "units":
            yield name, getattr(sentences, name), _EVERYWHERE | _OTHERS.get(name, frozenset())
    for state, sentence in sentences.units.items():
        yield f"units.{state}", sentence, _EVERYWHERE | _OF_A_UNIT
