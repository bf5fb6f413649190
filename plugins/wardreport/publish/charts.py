"""The pictures of a release."""

from __future__ import annotations

from dataclasses import dataclass

from wardreport.metadata.catalogue import Metadata
from wardreport.publish.release_content import ReleaseContent


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture in both forms, with what it shows in words for who cannot see it."""

    name: str  # of a file, without ending
    title: str
    alternative_text: str
    png: bytes
    svg: str
    width_mm: int
    height_mm: int


def draw_charts(content: ReleaseContent, metadata: Metadata) -> tuple[Chart, ...]:  # noqa: ARG001
    """The pictures that the release's figures allow; the same content gives the same bytes."""
    return ()
