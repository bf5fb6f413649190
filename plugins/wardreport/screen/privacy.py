"""The privacy screen: only aggregate counts are handled, so a person's data in a submission is an incident."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from wardreport.domain.finding import QUARANTINING, Detection
from wardreport.domain.submission import FreeText, ParsedForm, ScreenedForm

_APART = r"(?<![\d.,])"
PATTERNS: dict[str, re.Pattern[str]] = {
    # a citizen ID: a province code below 100, a century-and-sex digit, eight more; or the old nine digits, beginning
    # with the issuing province, where the text says that it is one
    "privacy.id_number": re.compile(
        rf"{_APART}0\d{{2}}[0-9]\d{{8}}(?![\d.,]\d)|(?:cmnd|cmt|cccd|căn cước)\D{{0,20}}\d{{9}}(?:\d{{3}})?", re.I
    ),
    "privacy.phone": re.compile(rf"{_APART}(?:\+84|0)[ .-]?[235789]\d(?:[ .-]?\d){{7,8}}(?!\d)"),
    "privacy.email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
}


def screen(form: ParsedForm) -> ScreenedForm:
    """The form without its free texts; a hit leaves the rule and a masked address, and no observation.

    For now the screen knows ID numbers, phone numbers and e-mail addresses in the cells of every sheet.
    """
    hits = tuple(hit for text in form.free_texts for hit in _hits(text))
    quarantined = any(hit.rule in QUARANTINING for hit in hits)
    return ScreenedForm(
        submission=form.submission,
        form=form.form,
        head_unit=None if quarantined else form.head_unit,
        head_period=None if quarantined else form.head_period,
        observations=() if quarantined else form.observations,
        readings={} if quarantined else form.readings,
        detections=hits if quarantined else form.detections + hits,
    )


def _hits(free_text: FreeText) -> Iterator[Detection]:
    text = unicodedata.normalize("NFKC", free_text.text)
    for rule, pattern in PATTERNS.items():
        if pattern.search(text):
            yield Detection(rule, free_text.masked_cell)
