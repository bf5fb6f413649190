"""The report's sentences, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardreport.metadata.catalogue import Metadata
from wardreport.publish.release_content import ReleaseContent

SECTIONS = (
    "thay_doi",
    "tinh_hinh",
    "van_ban",
    "truyen_thong",
    "phong_ngua",
    "kiem_tra",
    "toi_pham",
    "can_thiep",
    "dao_tao",
    "ton_tai",
    "phuong_huong",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. ``gap`` marks the place of what a person still has to write."""

    text: str
    level: int = 0  # 0: a paragraph or "- …", 1: "+ …" below it
    gap: bool = False


def report_sections(content: ReleaseContent, metadata: Metadata) -> Mapping[str, tuple[Line, ...]]:  # noqa: ARG001
    """By section of ``SECTIONS`` its lines."""
    return dict.fromkeys(SECTIONS, ())
