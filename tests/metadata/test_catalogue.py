"""The data files hold together, and their loaders refuse what they do not know."""

from pathlib import Path

import pytest

from tests.specimens.sample_office import changed
from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.stages.parse.labels import label_key


def test_the_annex_has_115_rows_of_which_89_hold_91_measures(metadata: Metadata) -> None:
    rows = metadata.form(PERIOD).rows
    data = [row for row in rows if row.kind is RowKind.DATA]
    assert [row.row for row in rows] == list(range(1, 116))
    assert len(data) == 89
    assert [name for row in data for name in row.indicators] == list(metadata.indicators)
    assert len(metadata.indicators) == 91


def test_every_data_row_can_be_told_by_its_path(metadata: Metadata) -> None:
    data = [row for row in metadata.form(PERIOD).rows if row.kind is RowKind.DATA]
    for spelling in ("label", "label_printed"):
        paths = {(row.section, row.anchor, label_key(getattr(row, spelling))) for row in data}
        assert len(paths) == len(data)


def test_a_corrected_label_is_not_another_rows_printed_one(metadata: Metadata) -> None:
    data = [row for row in metadata.form(PERIOD).rows if row.kind is RowKind.DATA]
    printed = {(row.section, row.anchor, label_key(row.label_printed)): row.row for row in data}
    for row in data:
        assert printed.get((row.section, row.anchor, label_key(row.label)), row.row) == row.row


def test_a_row_prints_the_unit_of_its_measure(metadata: Metadata) -> None:
    for row in metadata.form(PERIOD).rows:
        if len(row.indicators) == 1:
            assert row.unit == metadata.unit_measure(row.indicators[0]), row.row


def test_every_measure_has_a_name_of_its_own_in_its_block(metadata: Metadata) -> None:
    rows = metadata.form(PERIOD).row_of
    names = {(rows[name].section, rows[name].anchor, metadata.name_of(name)) for name in metadata.indicators}
    assert len(names) == 91
    assert all(name for _, _, name in names)


def test_fourteen_units_report_on_2024_s1_and_a_reused_code_is_another_unit(metadata: Metadata) -> None:
    assert len(metadata.units_valid(PERIOD)) == 14
    assert metadata.consolidating_unit(PERIOD).unit_code == "058"
    assert len([unit for unit in metadata.units if unit.unit_code == "01840"]) == 2


def test_a_period_without_cycle_or_form_is_refused(metadata: Metadata) -> None:
    with pytest.raises(ConfigurationError, match=r"cycles\.csv"):
        metadata.cycle(Period(2031, 1))
    with pytest.raises(ConfigurationError, match=r"form_versions\.csv"):
        metadata.form(Period(2031, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("indicators.csv", "indicator,unit", "indicator,colour", r"indicators\.csv line 1: colour"),
        ("indicators.csv", "stock,sum,,,ward,,0", "stock,sum,,,nobody,,0", "unknown owner nobody"),
        ("indicators.csv", "fac_total,part", "fac_totla,part", "unknown parent fac_totla"),
        ("indicators.csv", "fac_dance,facility", "fac_other,facility", "fac_other stands 2 times"),
        ("indicators.csv", "percent,ratio,flow,ratio", "percent,ratio,flow,median", "aggregation"),
        ("ratios.csv", "staff_total,total", "staff_totals,total", "unknown indicator staff_totals"),
        ("measurement_units.csv", "session,", "meeting,", "unknown unit session"),
        ("form_annex_2024.csv", ",fac_dance", ",fac_dancing", "unknown indicator fac_dancing"),
        ("form_annex_2024.csv", "7,data", "7,date", "line 8: kind"),
        ("unit_succession.csv", "01852,01843", "01852,01844", "unknown unit 01844"),
        ("cycles.csv", "2024-06-14", "14/6/2024", "window_end"),
        ("units.csv", ",ward,", ",village,", "role"),
    ],
)
def test_a_slip_in_a_data_file_stops_the_start_with_one_line(
    file: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    places = changed(tmp_path, file, old, new)
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_metadata(places)
    assert "\n" not in str(stopped.value)
