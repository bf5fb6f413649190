"""The reminder's sentences: ``reminder_outline.yaml`` with the unit, the half year and its days in them."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.validation import OWING, RegisterEntry, ResponseState
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.metadata.units import Role
from wardreport.writing.written_days import written_day

OUTLINE = Path(__file__).parent / "reminder_outline.yaml"
_FIELDS = frozenset({"unit", "code", "body", "half", "window_start", "window_end", "due", "today"})


class ReminderOutline(Record):
    """The file as it is written."""

    subject: str
    addressees: Mapping[str, str] = {}  # by role
    opening: tuple[str, ...]
    states: Mapping[str, tuple[str, ...]]  # by state
    overdue: tuple[str, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one letter says."""

    subject: str
    addressee: str
    paragraphs: tuple[str, ...]


def read_outline(file: Path = OUTLINE) -> ReminderOutline:
    """The outline; raises ``ConfigurationError`` on a state without sentences, or a field that it does not know."""
    outline = build(ReminderOutline, read_yaml(file), file.name)
    states = set(map(str, OWING))
    if set(outline.states) != states:
        raise ConfigurationError(f"{file.name}: states: {', '.join(sorted(states))} are needed, and no other")
    for role in set(outline.addressees) - set(Role):
        raise ConfigurationError(f"{file.name}: addressees: unknown role {role}")
    for sentence, fields in _sentences(outline):
        try:
            unknown = {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None} - fields
        except ValueError as error:
            raise ConfigurationError(f"{file.name}: {error}") from None
        if unknown:
            raise ConfigurationError(f"{file.name}: unknown field {{{min(unknown)}}}")
    return outline


def reminder(
    entry: RegisterEntry, period: Period, metadata: Metadata, today: date, outline: ReminderOutline
) -> Reminder:
    """What to write to a unit that owes something; raises ``ValueError`` where it owes nothing."""
    if not entry.owes:
        raise ValueError(f"unit {entry.unit} owes nothing: it is {entry.state}")
    cycle = metadata.cycle(period)
    named = outline.addressees.get(entry.role, "{unit}")
    addressee = named.format(unit=_within_text(entry.name, named))
    words = {
        "unit": addressee,
        "code": entry.unit,
        "body": metadata.issuing_body(period).body_in_text,
        "half": cycle.head_line,
        "window_start": written_day(cycle.window_start),
        "window_end": written_day(cycle.window_end),
        "due": written_day(entry.due),
        "today": written_day(today),
        "days_late": entry.late_by_days,
    }
    sentences = [*outline.opening, *outline.states[str(entry.state)]]
    if entry.late_by_days is not None and entry.state is not ResponseState.LATE:  # whose own sentences say it
        sentences += outline.overdue
    sentences += outline.closing
    return Reminder(outline.subject.format_map(words), addressee, tuple(line.format_map(words) for line in sentences))


def _within_text(name: str, named: str) -> str:
    """The kind of a unit (Phường, Xã) is no proper name: after other words it begins small."""
    return name if named.startswith("{unit}") else name[:1].lower() + name[1:]


def _sentences(outline: ReminderOutline) -> Iterator[tuple[str, frozenset[str]]]:
    """Each sentence with the fields that it may have."""
    for sentence in (outline.subject, *outline.opening, *outline.closing):
        yield sentence, _FIELDS
    for addressee in outline.addressees.values():
        yield addressee, frozenset({"unit"})
    for state, sentences in {**outline.states, "overdue": outline.overdue}.items():
        for sentence in sentences:
            yield sentence, _FIELDS | {"days_late"} if state in {str(ResponseState.LATE), "overdue"} else _FIELDS
