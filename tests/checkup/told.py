"""What checks say, shortly."""

from __future__ import annotations

from collections.abc import Iterable

from wardreport.checkup.check import Check


def statuses(checks: Iterable[Check]) -> dict[str, str]:
    """By name how it stands."""
    return {check.name: str(check.status) for check in checks}
