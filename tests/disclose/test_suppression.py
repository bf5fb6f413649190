from decimal import Decimal

from tests.specimens import PERIOD
from wardreport.consolidate import consolidate
from wardreport.disclose import disclose
from wardreport.domain.observation import Observation, Status, UnitObservations
from wardreport.metadata import Metadata


def test_no_units_sensitive_figure_gets_out_whatever_it_is(metadata: Metadata) -> None:
    observations = {
        name: Observation(name, Status.VALUE, Decimal(value), "C1")
        for value, name in enumerate(metadata.indicators, start=1)
        if metadata.indicators[name].value_type != "yesno"
    }
    table = consolidate(PERIOD, [UnitObservations("01834", "sha", 1, observations)], metadata)
    safe = disclose(table, metadata.indicators)
    assert len(safe.by_unit) == len(table.by_unit) == len(observations)
    for before, after in zip(table.by_unit, safe.by_unit, strict=True):
        sensitive = metadata.indicators[after.indicator].sensitive
        assert after.suppressed is sensitive
        assert (after.value, after.status) == ((None, None) if sensitive else (before.value, before.status))
    assert any(figure.suppressed for figure in safe.by_unit)
    assert safe.figures == table.figures
