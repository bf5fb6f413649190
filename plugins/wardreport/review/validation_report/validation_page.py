"""``kiem-tra.html``: who reported, what was found, where, and what was decided; one offline file in Vietnamese.

The units travel as one JSON block that the page's script draws from, a screen at a time; without JavaScript a static
list stands in its place. The page loads nothing and its policy forbids that anything be loaded.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from wardreport.review.validation_report.validation_content import (
    FILE_SECTION,
    GAP,
    LEVELS,
    NO_FIGURES,
    STEPS,
    DecisionContent,
    FindingContent,
    SubmissionContent,
    UnitContent,
    ValidationContent,
    word,
)
from wardreport.writing.offline_page import render_offline_page
from wardreport.writing.vietnamese import SEVERITIES, STATES, STATUSES, VERDICTS
from wardreport.writing.written_days import written_moment

MOST_STATIC = 300  # units whose findings are also written for a browser without JavaScript; above, only the list is
MARKS = {"ok": "✓", "quiet": "○", "warn": "◐", "bad": "✕"}  # of a unit's state, beside its colour
_TEMPLATE = Path(__file__).with_name("kiem_tra.html.j2")
_SHORT = 12  # characters of a hash that a person compares
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_WIDTH, _HEIGHT = 88, 22  # of the picture of a series


def write_validation_page(content: ValidationContent, target: Path) -> None:
    """Writes the page. It names no file, has figures that are not for others, and loads nothing from outside."""
    newest = [finding for unit in content.units if unit.newest for finding in unit.newest.findings]
    states = Counter(unit.state for unit in content.units)
    page = render_offline_page(
        _TEMPLATE,
        {"moment": written_moment, "picture": picture, "trend": trend, "short": lambda text: text[:_SHORT]},
        content=content,
        data=Markup(json_block(page_data(content))),  # noqa: S704  escaped for a script element
        accepted=sum(1 for unit in content.units if any(s.counted for s in unit.submissions)),
        late=sum(1 for unit in content.units if unit.late_by_days),
        found=Counter(finding.level for finding in newest),
        states=[(state, word(STATES, state), number) for state, number in states.items()],
        names=content.names,
        broken=sorted((rule for rule in content.rules if rule.times), key=_by_severity),
        kept=[rule for rule in content.rules if not rule.times],
        says={rule.id: rule.says for rule in content.rules},
        static_details=len(content.units) <= MOST_STATIC,
        levels=LEVELS,
        no_figures=NO_FIGURES,
        file_section=FILE_SECTION,
        severities=SEVERITIES,
        state_words=STATES,
        verdicts=VERDICTS,
        statuses=STATUSES,
        marks=MARKS,
        word=word,
    )
    target.write_text(page, encoding="utf-8")


def _by_severity(rule: Any) -> tuple[int, int]:
    return (list(SEVERITIES).index(rule.severity), -rule.times)


def json_block(data: object) -> str:
    """JSON that can stand in a script element: nothing in it ends the element or opens another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPES.get(sign, sign) for sign in text) if any(s in text for s in _ESCAPES) else text


def picture(shape: str) -> str:
    """The path of a series' shape, in a box of 88 × 22; a gap is left where a period has no figure."""
    step = _WIDTH / max(1, len(shape) - 1)
    path, pen = [], "M"
    for number, sign in enumerate(shape):
        if sign == GAP:
            pen = "M"
            continue
        height = _HEIGHT - _HEIGHT * STEPS.index(sign) / (len(STEPS) - 1)
        path.append(f"{pen}{step * number:.0f} {height:.0f}" + ("h0" if pen == "M" else ""))
        pen = "L"
    return "".join(path)


def trend(shape: str) -> str:
    """The direction from the first known period to the last, in a word."""
    known = [STEPS.index(sign) for sign in shape if sign != GAP]
    if known[-1] == known[0]:
        return "ngang"
    return "tăng" if known[-1] > known[0] else "giảm"


class _Pool:
    """Texts that occur many times are sent once."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def __call__(self, text: str | None) -> int:
        return self.texts.setdefault(text or "", len(self.texts))


def page_data(content: ValidationContent) -> Mapping[str, Any]:
    """What the page's script draws from: lists by position, so that thousands of units stay small."""
    pool = _Pool()
    sections = {code: number for number, code in enumerate(content.sections)}
    rules = {rule.id: number for number, rule in enumerate(content.rules)}
    units = [_unit(unit, sections, rules, pool) for unit in content.units]
    return {
        "sections": [[code or "Tệp", title] for code, title in content.sections.items()],
        "levels": LEVELS,
        "severities": SEVERITIES,
        "states": {state: word(STATES, state) for state in {unit.state for unit in content.units}},
        "verdicts": VERDICTS,
        "statuses": STATUSES,
        "marks": MARKS,
        "rules": [[rule.id, rule.rule, rule.says] for rule in content.rules],
        "units": units,
        "texts": list(pool.texts),
    }


def _unit(unit: UnitContent, sections: Mapping[str, int], rules: Mapping[str, int], pool: _Pool) -> list[Any]:
    return [
        unit.unit,
        unit.name,
        pool(unit.role),
        unit.state,
        unit.tone,
        unit.rank,
        f"{unit.due:%d/%m/%Y}",
        unit.late_by_days or 0,
        [_submission(submission, sections, rules, pool) for submission in unit.submissions],
        [[sections[section], level, times] for section, (level, times) in unit.heat.items()],
        [[pool(one.label), one.shape, one.least, one.most, one.said] for one in unit.history],
    ]


def _submission(
    submission: SubmissionContent, sections: Mapping[str, int], rules: Mapping[str, int], pool: _Pool
) -> list[Any]:
    return [
        submission.sha256[:_SHORT],
        submission.version,
        written_moment(submission.received_at),
        submission.verdict,
        int(submission.counted),
        [_finding(finding, sections, rules, pool) for finding in submission.findings],
        [_decision(decision, pool) for decision in submission.decisions if not _shown(decision, submission)],
    ]


def _shown(decision: DecisionContent, submission: SubmissionContent) -> bool:
    return any(decision in finding.decisions for finding in submission.findings)


def _finding(finding: FindingContent, sections: Mapping[str, int], rules: Mapping[str, int], pool: _Pool) -> list[Any]:
    return [
        rules[finding.entry],
        finding.severity,
        finding.level,
        finding.row or 0,
        sections[finding.section],
        pool(finding.label),
        pool(finding.cell),
        finding.status or "",
        pool(finding.message),
        pool(finding.figures),
        [_decision(decision, pool) for decision in finding.decisions],
    ]


def _decision(decision: DecisionContent, pool: _Pool) -> list[int]:
    by = f"{decision.decided_by}, {decision.decided_on:%d/%m/%Y}"
    if decision.approved_by:
        by += f"; duyệt: {decision.approved_by}"
    return [pool(text) for text in (decision.said, decision.reason, by, decision.evidence)]
