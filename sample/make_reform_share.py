"""Lays out a share for the reform of 2025: 2025-S1 by the units of the city, 2025-S2 by those of the province.

All figures are illustrative (``reform_2025/``). A unit's files lie in a subfolder of their period, since the folder of
a code that was given again (01840) is another unit's from 2025-S2 on. The same call makes the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sample.make_share import HERE, figures, lay_out, units
from wardreport.domain.period import Period
from wardreport.metadata import load_metadata

DATA = HERE / "reform_2025"
BEFORE, AFTER = Period(2025, 1), Period(2025, 2)


def files_of(period: Period) -> tuple[Path, Path]:
    """The data files of a period: its units, and what each of them typed."""
    name = str(period).replace("-", "_").lower()
    return DATA / f"units_{name}.csv", DATA / f"figures_{name}.csv"


def make_reform_share(share: Path) -> dict[Period, dict[str, Path]]:
    """Writes the annexes of both half years, each on the form of its time; gives back each unit's file by period."""
    metadata = load_metadata()
    made = {}
    for period in (BEFORE, AFTER):
        listed, typed = files_of(period)
        made[period] = lay_out(share, units(listed), figures(typed), metadata.form(period), str(period))
    return made


if __name__ == "__main__":
    for half, files in make_reform_share(Path(sys.argv[1])).items():
        print(f"{half}: {len(files)} filled annexes in {sys.argv[1]}")
