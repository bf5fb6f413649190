"""Whether Python, its packages and the clock are those that the project was tried with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

from wardreport.checkup.check import Check, failed, ok, warning
from wardreport.domain.deadline import VIETNAM

PYTHONS = ((3, 11), (3, 14))  # from the first, and before the second: requires-python of pyproject.toml
_NAMED = 5
_PINNED = re.compile(r"^[A-Za-z0-9][^\s;]*==[^\\\n]+", re.M)
_REINSTALL = "install requirements.lock again (set-up.sh, or the image)"


def check_python(running: tuple[int, int]) -> Iterator[Check]:
    """The interpreter by its first two numbers."""
    says = f"Python {running[0]}.{running[1]}"
    if PYTHONS[0] <= running < PYTHONS[1]:
        yield ok("python", says)
    else:
        yield failed("python", f"{says} is not one the project runs on", "use Python 3.11, 3.12 or 3.13")


def check_packages(lock: Path) -> Iterator[Check]:
    """Each package that the lock file pins for this machine, against what is installed."""
    if not lock.is_file():
        yield warning("packages", f"{lock} is not there to compare with", "put it back beside pyproject.toml")
        return
    pinned = [Requirement(line) for line in _PINNED.findall(lock.read_text(encoding="utf-8"))]
    wanted = [package for package in pinned if package.marker is None or package.marker.evaluate()]
    other = [says for package in wanted if (says := _difference(package))]
    if other:
        more = f" and {len(other) - _NAMED} more" if len(other) > _NAMED else ""
        yield warning("packages", f"not as {lock.name} has them: {', '.join(other[:_NAMED])}{more}", _REINSTALL)
    else:
        yield ok("packages", f"all {len(wanted)} as {lock.name} has them")


def _difference(package: Requirement) -> str | None:
    try:
        installed = version(package.name)
    except PackageNotFoundError:
        return f"{package.name} is missing"
    return None if package.specifier.contains(installed, prereleases=True) else f"{package.name} {installed}"


def check_clock(now: datetime, installed: Path) -> Iterator[Check]:
    """The time zone by which the deadlines count, and a clock that is not older than the project's own files."""
    offset = now.astimezone(VIETNAM).utcoffset()
    if offset != timedelta(hours=7):
        yield failed("time zone", f"{VIETNAM} is at {offset} from UTC, not at 7 hours", "install tzdata again")
    else:
        yield ok("time zone", f"{VIETNAM} is known")
    written = datetime.fromtimestamp(installed.stat().st_mtime, UTC)
    if now < written - timedelta(days=1):
        says = f"the clock says {now:%Y-%m-%d}, but {installed.name} was written on {written:%Y-%m-%d}"
        yield failed("clock", says, "set the clock: deadlines and what was known when are counted by it")
    else:
        yield ok("clock", f"{now.astimezone(VIETNAM):%Y-%m-%d %H:%M} in Việt Nam")
