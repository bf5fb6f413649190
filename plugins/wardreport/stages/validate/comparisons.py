"""Each figure beside the unit's own earlier ones and beside its peers: scores and changes for the rule book to judge.

Most counts of this form are zero or small, where plain z-scores and min-max cry wolf. A count is therefore looked at on
a scale on which chance is about 1 wide whatever the count (Anscombe's 2·√(x + 3/8)), against the median of the others,
and the spread (median absolute deviation) never counts as less than that 1.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import ScreenedForm
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Indicator, ValueType
from wardreport.metadata.rules.change_thresholds import ChangeThreshold

Earlier = Mapping[str, Mapping[str, Mapping[Period, Decimal]]]  # unit → indicator → period → what was accepted
Thresholds = Sequence[ChangeThreshold]

COMPARISONS = ("own_score", "peer_score", "changed_from_previous", "changed_from_last_year")
NOT_COMPARED = (None, None, False, False)
LEAST_PERIODS, LEAST_PEERS = 4, 7  # fewer tell nothing of what is usual
_NORMAL = 1.4826  # what makes a median absolute deviation comparable with a standard deviation

Compared = tuple[float | None, float | None, bool, bool]


def robust_score(value: Decimal, others: Sequence[Decimal]) -> float:
    """How far a count stands from the middle of others, in widths of what chance and their own spread explain."""
    return _score(value, _usual(others))


def _usual(values: Sequence[Decimal]) -> tuple[float, float]:
    """The middle and the width of what is usual."""
    scale = [_scaled(value) for value in values]
    middle = statistics.median(scale)
    return middle, max(_NORMAL * statistics.median(abs(value - middle) for value in scale), 1.0)


def _score(value: Decimal, usual: tuple[float, float]) -> float:
    return (_scaled(value) - usual[0]) / usual[1]


def changed(value: Decimal, before: Decimal, threshold: ChangeThreshold) -> bool:
    """Whether a figure differs from an earlier one by more than the threshold allows, in number and in percent.

    The percentage is of the smaller of both, so that a fall counts like a rise.
    """
    difference, smaller = abs(value - before), max(min(value, before), Decimal(1))
    return difference > threshold.at_least and difference * 100 > threshold.percent * smaller


@dataclass(frozen=True, slots=True)
class _Comparable:
    unit: str
    role: str
    period: Period
    values: Mapping[str, Decimal]


def comparisons(
    forms: Sequence[ScreenedForm], metadata: Metadata, earlier: Earlier, thresholds: Thresholds
) -> list[dict[str, Compared]]:
    """For each form, by indicator, the columns ``COMPARISONS``; nothing for what has no figure to compare."""
    known = [_comparable(form, metadata) for form in forms]
    alike: dict[tuple[Period, str, str], list[Decimal]] = defaultdict(list)
    for own in {(one.unit, one.period): one for one in known if one is not None}.values():  # the newest of each unit
        for name, value in own.values.items():
            alike[own.period, own.role, name].append(value)
    # once for all of a role, the unit itself among them: against a median of so many it weighs nothing
    peers = {key: _usual(values) for key, values in alike.items() if len(values) > LEAST_PEERS}
    return [_compared(one, metadata, earlier, thresholds, peers) if one is not None else {} for one in known]


def _compared(
    own: _Comparable,
    metadata: Metadata,
    earlier: Earlier,
    thresholds: Thresholds,
    peers: Mapping[tuple[Period, str, str], tuple[float, float]],
) -> dict[str, Compared]:
    found: dict[str, Compared] = {}
    history = earlier.get(own.unit, {})
    for name, value in own.values.items():
        before = {period: v for period, v in history.get(name, {}).items() if period < own.period}
        usual = peers.get((own.period, own.role, name))
        threshold = threshold_for(thresholds, own.unit, metadata.indicators[name])
        found[name] = (
            robust_score(value, list(before.values())) if len(before) >= LEAST_PERIODS else None,
            _score(value, usual) if usual is not None else None,
            _differs(value, before.get(own.period.previous), threshold),
            _differs(value, before.get(own.period.last_year), threshold),
        )
    return found


def _differs(value: Decimal, before: Decimal | None, threshold: ChangeThreshold | None) -> bool:
    return before is not None and threshold is not None and changed(value, before, threshold)


def threshold_for(thresholds: Thresholds, unit: str, indicator: Indicator) -> ChangeThreshold | None:
    """The threshold that names unit and indicator, else the indicator, else the unit, else all; of equals the last."""
    fitting = [t for t in thresholds if t.unit in (None, unit) and t.indicator in (None, indicator.indicator)]
    return max(fitting, key=lambda t: (t.indicator is not None, t.unit is not None), default=None)


def _comparable(form: ScreenedForm, metadata: Metadata) -> _Comparable | None:
    unit = metadata.unit_in(form.period, form.unit)
    if unit is None or form.period is None:
        return None
    values = {o.indicator: v for o in form.observations if (v := _value(o, metadata)) is not None}
    return _Comparable(unit.unit_code, str(unit.role), form.period, _owned(values, unit.role, metadata))


def _owned(values: Mapping[str, Decimal], role: str, metadata: Metadata) -> dict[str, Decimal]:
    return {name: value for name, value in values.items() if role in metadata.indicators[name].owner}


def _value(observation: Observation, metadata: Metadata) -> Decimal | None:
    """The figure, nil as 0; None for what is no count or amount, or was not answered."""
    if metadata.indicators[observation.indicator].value_type not in (ValueType.COUNT, ValueType.MONEY):
        return None
    if observation.status is Status.NIL:
        return Decimal(0)
    return observation.value if isinstance(observation.value, Decimal) else None


def _scaled(value: Decimal) -> float:
    return 2 * math.sqrt(float(value) + 3 / 8)


def as_earlier(observed: Iterable[tuple[str, str, Period, Decimal]]) -> Earlier:
    """Rows of (unit, indicator, period, value) as the mapping that ``comparisons`` takes."""
    by_unit: dict[str, dict[str, dict[Period, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for unit, indicator, period, value in observed:
        by_unit[unit][indicator][period] = value
    return by_unit
