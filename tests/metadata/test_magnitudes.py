from decimal import Decimal
from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.magnitudes import load_magnitude_limits

HEAD = "unit,indicator,unusual_from,impossible_from,divide_by,note\n"


def load(folder: Path, lines: str, metadata: Metadata) -> dict[str, Decimal]:
    file = folder / "magnitude_limits.csv"
    file.write_text(HEAD + lines, encoding="utf-8")
    limits = load_magnitude_limits(file, metadata.indicators, metadata.measurement_units)
    return {name: limit.unusual_from for name, limit in limits.items()}


def test_an_indicators_own_limit_goes_before_its_units(metadata: Metadata, tmp_path: Path) -> None:
    found = load(tmp_path, "million_vnd,,20,100,1000000,\n,fine_amount,2,100,1000000,\n", metadata)
    assert (found["fine_amount"], found["loan_amount"], "hotspots" in found) == (2, 20, False)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("bushel,,1,2,,", "bushel"),
        (",fac_totl,1,2,,", "fac_totl"),
        (",,1,2,,", "line 2"),
        ("person,hotspots,1,2,,", "line 2"),
        ("person,,3,2,,", "line 2"),
        ("person,,0,2,,", "unusual_from"),
        ("person,,1,2,1,", "divide_by"),
        ("person,,1,2,,\nperson,,1,2,,", "person"),
    ],
)
def test_a_line_that_does_not_fit_is_refused(line: str, named: str, metadata: Metadata, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load(tmp_path, line + "\n", metadata)


def test_every_amount_of_money_has_a_limit(metadata: Metadata) -> None:
    money = [name for name, known in metadata.indicators.items() if known.value_type is ValueType.MONEY]
    assert money
    for name in money:
        limit = metadata.magnitude_limits[name]
        assert limit.divide_by == 1_000_000
        assert limit.impossible_from <= 100_000  # 100,000 đồng, the smallest fine there is, typed as it stands
