from decimal import Decimal
from pathlib import Path

import pytest

from tests.specimens.sample_office import SAMPLE
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.disclosure_policy import POLICY, Cost, load_disclosure_policy


def test_the_policy_is_as_written() -> None:
    policy = load_disclosure_policy()
    assert (policy.smallest_published, policy.protect_low, policy.protect_high, policy.width) == (5, 0, 4, 3)
    assert (policy.money_share, policy.stock_movement) == (Decimal("0.2"), 1)
    assert policy.zero_cost == Decimal("0.1")
    assert (policy.cost, policy.total_weight) == (Cost.LOG, 1000)


@pytest.mark.parametrize(
    ("line", "replacement", "named"),
    [
        ("width: 3", "width: 3\nwidht: 3", "widht"),
        ("width: 3", "", "width"),
        ("width: 3", "width: none", "width"),
        ("cost: log", "cost: cheap", "cost"),
        ("protect_high: 4", "protect_high: 5", "rise"),
        ("zero_cost: 0.1", "zero_cost: 0", "zero_cost"),
        ("zero_cost: 0.1", "zero_cost: 0.7", "zero_cost"),
        ("money_share: 0.2", "money_share: 20", "money_share"),
        ("width: 3", "width: [", "not YAML"),
    ],
)
def test_what_it_does_not_know_stops_it(tmp_path: Path, line: str, replacement: str, named: str) -> None:
    text = (SAMPLE.law / POLICY).read_text(encoding="utf-8")
    assert line in text
    file = tmp_path / "policy.yaml"
    file.write_text(text.replace(line, replacement), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=named):
        load_disclosure_policy(file)
