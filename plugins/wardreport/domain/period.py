"""Half-yearly reporting periods (Decree 09/2019/NĐ-CP, Article 12), written ``2024-S1``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wardreport.domain.errors import ConfigurationError

_WRITTEN = re.compile(r"(\d{4})-S([12])")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One half year: S1 runs from 15 December to 14 June, S2 from 15 June to 14 December."""

    year: int
    half: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """``2024-S1`` as a period; raises ``ConfigurationError`` on anything else."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ConfigurationError(f"not a period: {text!r} (write it as 2024-S1)")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-S{self.half}"

    @property
    def earlier_in_year(self) -> Period | None:
        """The half of the same year before this one, whose annual figures still count; None in S1."""
        return Period(self.year, 1) if self.half == 2 else None

    @property
    def previous(self) -> Period:
        """The half year before this one."""
        return Period(self.year, 1) if self.half == 2 else Period(self.year - 1, 2)

    @property
    def following(self) -> Period:
        """The half year after this one."""
        return Period(self.year + 1, 1) if self.half == 2 else Period(self.year, 2)

    @property
    def last_year(self) -> Period:
        """The same half of the year before."""
        return Period(self.year - 1, self.half)
