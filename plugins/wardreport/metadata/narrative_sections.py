"""The sections of the report that people write, and how the units' forms ask for them (``narrative_sections.csv``)."""

from __future__ import annotations

from wardreport.metadata.data_files import Record


class NarrativeSection(Record):
    """One section: its heading on the unit's form and what it asks for."""

    section: str
    required: bool  # an official release may not leave it open
    heading: str
    prompt: str
