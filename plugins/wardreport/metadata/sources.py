"""Where data has its owners: the law in ``regimes/`` and ``expectations/``, the office in ``WARDREPORT_OFFICE``.

The software ships the law and replaces it as a whole with a newer version; of the office's folder it writes nothing
(docs/design/regimes-and-offices.md).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from wardreport.domain.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]
_INSTALLED = not (_CHECKOUT / "pyproject.toml").is_file()  # from a wheel, which carries what lies beside the package
SHIPPED = _PACKAGE / "shipped" if _INSTALLED else _CHECKOUT
PROJECT = Path.cwd() if _INSTALLED else _CHECKOUT  # where places that are not absolute begin

_REGIME = "pcmd"
LAW, RULES = SHIPPED / "regimes" / _REGIME, SHIPPED / "expectations" / _REGIME
OFFICE = Path("var/office")


@dataclass(frozen=True, slots=True)
class Sources:
    """The folders that all data about a regime in an office come from."""

    law: Path
    office: Path

    def of_office(self, name: str) -> Path:
        """A file of the office's; raises ``ConfigurationError`` where there is none."""
        file = self.office / name
        if not file.is_file():
            raise ConfigurationError(f"WARDREPORT_OFFICE: no {name} in {self.office}: wardreport office init adds it")
        return file


def office_folder() -> Path:
    """The office's folder, by ``WARDREPORT_OFFICE``."""
    return PROJECT / (os.environ.get("WARDREPORT_OFFICE") or OFFICE)


def sources() -> Sources:
    """Those of this process: the regime that is shipped, and its office."""
    return Sources(LAW, office_folder())
