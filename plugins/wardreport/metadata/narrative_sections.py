"""The sections of the report that people write, and how the units' forms ask for them (``narrative_sections.csv``)."""

from __future__ import annotations

from pydantic import Field

from wardreport.metadata.data_files import Record

NARRATIVE_CHARACTERS = 2_000  # that a unit may write for one section: what a cell still shows whole on screen and paper


class NarrativeSection(Record):
    """One section: its heading on the unit's form and what it asks for.

    Both are short enough to be the title and text of a cell's input message (32 and 255 characters), the text with the
    form's own sentence behind it.
    """

    section: str
    required: bool  # an official release may not leave it open
    heading: str = Field(min_length=1, max_length=32)
    prompt: str = Field(min_length=1, max_length=160)
