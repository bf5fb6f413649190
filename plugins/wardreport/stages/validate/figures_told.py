"""The figures of a finding, in the words of its rule: "Ô C9 ghi 25, cộng các dòng chi tiết (C10, C11) là 26."

For the unit itself and for reviewers. A finding's own message has no figure in it, wherever else it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation
from wardreport.metadata.rules.rule_book import Entry, Grain
from wardreport.writing.vietnamese import place_in_words
from wardreport.writing.written_figures import NIL, written_number


def figures_told(entry: Entry, indicator: str | None, observations: Iterable[Observation]) -> str:
    """The sentence; empty where the rule has none, or the form as read has not the figures that it names."""
    names = _named(entry, indicator)
    read = {observation.indicator: observation for observation in observations if observation.indicator in names}
    if not names or not all(_is_told(read.get(name)) for name in names):
        return ""
    first, *others = (read[name] for name in names)
    return entry.figures.format(
        cell=_cell(first),
        others=", ".join(map(_cell, others)),
        figure=_written(first),
        figures=", ".join(map(_written, others)),
        sum=written_number(sum((o.value for o in others if isinstance(o.value, Decimal)), Decimal(0))),
    )


def _named(entry: Entry, indicator: str | None) -> list[str]:
    if not entry.figures:
        return []
    if entry.grain is Grain.OBSERVATION:
        return [indicator] if indicator else []
    return [str(name) for name in entry.kwargs.get("column_list", ())]


def _is_told(observation: Observation | None) -> bool:
    return observation is not None and observation.status in (Status.VALUE, Status.ZERO, Status.NIL)


def _cell(observation: Observation) -> str:
    return place_in_words(observation.cell) if observation.cell else "…"


def _written(observation: Observation) -> str:
    return written_number(observation.value) if isinstance(observation.value, Decimal) else f'"{NIL}"'
