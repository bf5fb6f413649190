import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period


def test_written_and_read_back() -> None:
    assert Period.parse("2024-S1") == Period(2024, 1)
    assert str(Period(2024, 2)) == "2024-S2"


@pytest.mark.parametrize("text", ["2024", "2024-S3", "2024-s1", " 2024-S1", "24-S1", "2024-S1\n"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        Period.parse(text)


def test_order_and_the_half_before() -> None:
    assert Period(2023, 2) < Period(2024, 1) < Period(2024, 2)
    assert Period(2024, 2).earlier_in_year == Period(2024, 1)
    assert Period(2024, 1).earlier_in_year is None
