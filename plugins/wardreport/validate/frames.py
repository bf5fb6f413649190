"""The two frames that Great Expectations sees: one row a submission, and one row an observation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from wardreport.domain.consolidated import Figure, FigureStatus
from wardreport.domain.observation import Observation, Status
from wardreport.domain.submission import ScreenedForm
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Indicator, ValueType
from wardreport.metadata.units import Role

NIL = "-"  # in a figure column: nothing occurred; None: not known; else an exact Decimal
IDENTITY_COLUMNS = (
    "head_unit",
    "folder_unit",
    "given_unit",
    "expected_unit",
    "unit",
    "unit_valid",
    "head_period",
    "given_period",
    "period",
)
OBSERVATION_COLUMNS = ("indicator", "status", "reading", "row_missing", "filled", "ownership", "kin_has_figure")


def submission_frame(forms: Iterable[ScreenedForm], metadata: Metadata) -> pd.DataFrame:
    """One row a submission, named by its index ``submission``: identity, and a column an indicator."""
    figures = [name for name, indicator in metadata.indicators.items() if indicator.value_type is not ValueType.YESNO]
    rows = []
    for number, form in enumerate(forms):
        given = {observation.indicator: _figure(observation) for observation in form.observations}
        rows.append({"submission": number, **_identity(form, metadata), **{name: given.get(name) for name in figures}})
    return pd.DataFrame(rows, columns=["submission", *IDENTITY_COLUMNS, *figures], dtype=object)


def consolidated_frame(figures: Mapping[str, Figure]) -> pd.DataFrame:
    """One row, named by ``submission`` like the others; a figure that is not complete is not known."""
    row = {name: None if figure.partial else _consolidated(figure) for name, figure in figures.items()}
    return pd.DataFrame([{"submission": 0, **row}], dtype=object)


def observation_frame(forms: Iterable[ScreenedForm], metadata: Metadata) -> pd.DataFrame:
    """One row an observation, named by ``submission`` and ``indicator``."""
    kin = kin_of(metadata.indicators)
    rows = [
        (
            number,
            observation.indicator,
            str(observation.status),
            reading.rule if (reading := form.readings.get(observation.indicator)) else None,
            observation.status is Status.MISSING and observation.cell is None,
            observation.filled,
            ownership(metadata.indicators[observation.indicator], unit.role if unit else None),
            any(relative in with_figure for relative in kin[observation.indicator]),
        )
        for number, form in enumerate(forms)
        for unit in [metadata.unit_in(form.period, form.unit)]
        for with_figure in [{o.indicator for o in form.observations if o.status in (Status.VALUE, Status.ZERO)}]
        for observation in form.observations
    ]
    return pd.DataFrame(rows, columns=["submission", *OBSERVATION_COLUMNS])


def ownership(indicator: Indicator, role: Role | None) -> str:
    """Whose row it is for a unit of the role: own, shared, derived or foreign; unknown without a role."""
    if indicator.derived:
        return "derived"
    if role is None:
        return "unknown"
    if role in indicator.owner:
        return "own"
    return "shared" if role in indicator.shared_with else "foreign"


def kin_of(indicators: Mapping[str, Indicator]) -> dict[str, frozenset[str]]:
    """For each indicator its total or whole, its fellow parts and its own parts."""
    children: dict[str, set[str]] = {name: set() for name in indicators}
    for name, indicator in indicators.items():
        if indicator.parent:
            children[indicator.parent].add(name)
    kin = {}
    for name, indicator in indicators.items():
        family = set(children[name])
        if indicator.parent:
            family |= {indicator.parent} | children[indicator.parent]
        kin[name] = frozenset(family - {name})
    return kin


def _figure(observation: Observation) -> object:
    if observation.status in (Status.VALUE, Status.ZERO):
        return observation.value
    return NIL if observation.status is Status.NIL else None


def _consolidated(figure: Figure) -> object:
    return NIL if figure.status is FigureStatus.NIL else figure.value


def _identity(form: ScreenedForm, metadata: Metadata) -> dict[str, object]:
    submission, period = form.submission, form.period
    known = period in metadata.cycles
    return {
        "head_unit": form.head_unit.code if form.head_unit else None,
        "folder_unit": submission.folder_unit,
        "given_unit": submission.given_unit,
        "expected_unit": submission.given_unit or submission.folder_unit,
        "unit": form.unit,
        "unit_valid": metadata.unit_in(period, form.unit) is not None if form.unit and known else None,
        "head_period": form.head_period.code if form.head_period else None,
        "given_period": str(submission.given_period) if submission.given_period else None,
        "period": str(period) if period else None,
    }
