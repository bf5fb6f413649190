"""The versions of the annex (``form_versions.csv``): rows in the form's order, as printed and as corrected."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator

from wardreport.domain.period import Period
from wardreport.metadata.data_files import Record
from wardreport.metadata.indicators import words


class RowKind(StrEnum):
    """What a row of the form is; only a data row holds a figure."""

    HEADING = "heading"
    MARKER = "marker"
    RESIDUE = "residue"
    DATA = "data"


class FormRow(Record):
    """One row. ``anchor`` is the indicator whose row opens the block that this row belongs to."""

    row: int
    kind: RowKind
    section: str
    anchor: str | None = None
    label_printed: str = ""
    label: str = ""
    unit_printed: str = ""
    unit: str = ""
    indicators: Annotated[tuple[str, ...], BeforeValidator(words)] = ()

    def label_for(self, period: Period) -> str:
        """The corrected label, with the year of the period where the form names one."""
        return self.label.replace("{year}", str(period.year))

    @property
    def to_be_named(self) -> bool:
        """Whether the form asks to specify what the figure is about ("ghi rõ")."""
        return "ghi rõ" in self.label.casefold()

    @property
    def name(self) -> str:
        """The corrected label as a name by itself: without bullet, numbering sign and year."""
        return self.label.replace(" năm {year}", "").lstrip("-+*. ")


class FormColumn(StrEnum):
    """The three columns of the form."""

    LABEL = "label"
    UNIT = "unit"
    VALUE = "value"


class FormHeading(Record):
    """A heading by which a column of the form is known."""

    form: str
    column: FormColumn
    heading: str


class FormAbbreviation(Record):
    """What clerks write short or in full: both are the same label."""

    form: str
    abbreviation: str
    words: str


class FormVersionLine(Record):
    """One line of ``form_versions.csv``."""

    form: str
    valid_from: str
    valid_to: str
    rows_file: str


class FormVersion(Record):
    """One version with its rows and the headings of its columns."""

    form: str
    valid_from: str
    valid_to: str
    rows: tuple[FormRow, ...]
    headings: tuple[FormHeading, ...]
    abbreviations: tuple[FormAbbreviation, ...] = ()

    @cached_property
    def row_of(self) -> Mapping[str, FormRow]:
        """By indicator the row that it stands on, in the form's order."""
        return {name: row for row in self.rows for name in row.indicators}

    def valid_in(self, period: Period) -> bool:
        """Whether this version is the one to fill in for the period."""
        return Period.parse(self.valid_from) <= period <= Period.parse(self.valid_to)
