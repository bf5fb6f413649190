from decimal import Decimal

from tests.specimens import PERIOD
from wardreport.consolidate import consolidate
from wardreport.disclose import disclose
from wardreport.domain.observation import Observation, Status, UnitObservations
from wardreport.metadata import Metadata


def test_no_units_sensitive_figure_gets_out_whatever_it_is(metadata: Metadata) -> None:
    counts = [name for name, indicator in metadata.indicators.items() if indicator.value_type != "yesno"]
    answers = [(Status.VALUE, Decimal(3)), (Status.VALUE, Decimal(4000)), (Status.ZERO, Decimal(0)), (Status.NIL, None)]
    observations = {
        name: Observation(name, *answers[number % len(answers)], "C1") for number, name in enumerate(counts)
    }
    assert {o.status for n, o in observations.items() if metadata.indicators[n].sensitive} == {a for a, _ in answers}
    table = consolidate(PERIOD, [UnitObservations("01834", "sha", 1, observations)], metadata)
    safe = disclose(table, metadata.indicators)
    assert len(safe.by_unit) == len(table.by_unit) == len(observations)
    for before, after in zip(table.by_unit, safe.by_unit, strict=True):
        sensitive = metadata.indicators[after.indicator].sensitive
        assert after.suppressed is sensitive
        assert (after.value, after.status) == ((None, None) if sensitive else (before.value, before.status))
    assert any(figure.suppressed for figure in safe.by_unit)
    assert safe.figures == table.figures
