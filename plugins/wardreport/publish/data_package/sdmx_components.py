"""What the SDMX files of a release consist of: dimensions, measure and attributes, and the codes that each may take.

Codes are those of SDMX's cross-domain lists, chosen by their words, where there is such a list:

* FREQ (CL_FREQ): ``S`` half-yearly.
* OBS_STATUS (CL_OBS_STATUS): ``A`` normal value; ``P`` provisional value, of every figure of a draft and of one from
  which an owner's answer is still missing; ``Q`` missing value, suppressed; ``L`` missing value, data exist but were
  not collected (``…``); ``O`` missing value (``-``: nothing occurred, and nobody wrote a zero).
* CONF_STATUS (CL_CONF_STATUS): ``F`` free, ``C`` confidential statistical information (suppressed).
* UNIT_MULT (CL_UNIT_MULT): the power of ten; amounts are in million đồng: ``VND`` with ``6``.

REF_AREA, INDICATOR and UNIT_MEASURE other than ``VND`` and ``PT`` (percent) hold the system's own codes, the last in
capitals, and FIGURE_STATUS is an attribute of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wardreport.domain.figure import FigureStatus
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.units import Role
from wardreport.writing.written_figures import NIL, SUPPRESSED, UNAVAILABLE

AGENCY = "WARDREPORT"
# two parts: SDMX lets such a structure change, as the lists of indicators and areas do; one of three parts is final
VERSION = "1.0"
STRUCTURE = "PCMD_CONSOLIDATED"
_MEASURES = {"million_vnd": ("VND", 6), "percent": ("PT", 0)}  # unit and power of ten; others are units of their own
_MEASURE_NAMES = {"VND": "Đồng Việt Nam"}


class Part(StrEnum):
    """What a component is for."""

    DIMENSION = "dimension"
    TIME = "time"  # the dimension that SDMX treats by itself
    MEASURE = "measure"
    ATTRIBUTE = "attribute"  # of the observation, and always there
    INDICATOR_ATTRIBUTE = "indicator_attribute"  # the same, but given by the indicator alone


@dataclass(frozen=True, slots=True)
class Component:
    """A column of the data: ``note`` says more than the name does, ``codes`` are those that are always the same."""

    id: str
    part: Part
    name: str
    note: str = ""
    codes: Mapping[str, str] | None = None

    @property
    def description(self) -> str:
        """The name, the note and the codes in one line."""
        codes = (f"{code}: {name}" for code, name in (self.codes or {}).items())
        return "; ".join(words for words in (self.name, self.note, *codes) if words)


COMPONENTS = (
    Component("FREQ", Part.DIMENSION, "Tần suất", codes={"S": "nửa năm"}),
    Component("REF_AREA", Part.DIMENSION, "Mã đơn vị tổng hợp"),
    Component("INDICATOR", Part.DIMENSION, "Mã chỉ tiêu"),
    Component("TIME_PERIOD", Part.TIME, "Kỳ báo cáo", "S1 từ 15/12 đến 14/6, S2 từ 15/6 đến 14/12"),
    Component("OBS_VALUE", Part.MEASURE, "Giá trị", "1 hoặc 0 ở dòng Có/Không"),
    Component("UNIT_MEASURE", Part.INDICATOR_ATTRIBUTE, "Đơn vị tính"),
    Component("UNIT_MULT", Part.INDICATOR_ATTRIBUTE, "Lũy thừa của 10", codes={"0": "đơn vị", "6": "triệu"}),
    Component(
        "OBS_STATUS",
        Part.ATTRIBUTE,
        "Tình trạng số liệu",
        codes={
            "A": "bình thường",
            "P": "tạm thời",
            "Q": "được bảo vệ",
            "L": "chưa thu thập được",
            "O": f"không phát sinh ({NIL})",
        },
    ),
    Component("CONF_STATUS", Part.ATTRIBUTE, "Mức độ bảo mật", codes={"F": "công bố", "C": "bảo mật"}),
    Component(
        "FIGURE_STATUS",
        Part.ATTRIBUTE,
        "Loại số liệu",
        codes={
            FigureStatus.VALUE: "có giá trị",
            FigureStatus.ZERO: "bằng 0",
            FigureStatus.NIL: f"không phát sinh ({NIL})",
            FigureStatus.UNAVAILABLE: f"không có số liệu ({UNAVAILABLE})",
            FigureStatus.SUPPRESSED: f"được bảo vệ ({SUPPRESSED})",
        },
    ),
)


def measure_of(unit: str) -> tuple[str, int]:
    """The code of UNIT_MEASURE and the power of ten for a unit of ``measurement_units.csv``."""
    return _MEASURES.get(unit, (unit.upper(), 0))


def code_lists(metadata: Metadata) -> Mapping[str, Mapping[str, str]]:
    """By component the codes that it may take, in whatever release of this metadata, each with its Vietnamese name."""
    in_order = sorted(metadata.units, key=lambda unit: unit.valid_from or date.min)
    measures = {measure_of(unit)[0]: name for unit, name in metadata.measurement_units.items()}
    return {component.id: component.codes for component in COMPONENTS if component.codes} | {
        "REF_AREA": {unit.unit_code: unit.name for unit in in_order if unit.role is Role.CONSOLIDATING},
        "INDICATOR": {indicator: metadata.name_of(indicator) for indicator in metadata.indicators},
        "UNIT_MEASURE": measures | _MEASURE_NAMES,
    }
