"""What one look at a deployment found, and how a look is taken so that none ends in a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from wardreport.domain.errors import ConfigurationError

_SECRETS = (
    (re.compile(r"(://[^/\s:@]*):[^/\s]*@"), r"\1:***@"),  # the password of a URL
    (re.compile(r"(?i)\b(password|passwd|pwd|secret|token|sslpassword)=[^&\s]+"), r"\1=***"),  # or one in its query
)


class Outcome(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    WARNING = "warning"  # work goes on, for now or with something left out
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``mend`` says what to do about it, empty where nothing is to be done."""

    name: str
    status: Outcome
    says: str
    mend: str = ""


def ok(name: str, says: str) -> Check:
    """A check that found nothing wrong."""
    return Check(name, Outcome.OK, says)


def warning(name: str, says: str, mend: str) -> Check:
    """A check that found something to see to in time."""
    return Check(name, Outcome.WARNING, says, mend)


def failed(name: str, says: str, mend: str) -> Check:
    """A check that found what stops the work, or opens what must be closed."""
    return Check(name, Outcome.FAILED, says, mend)


def looked_at(name: str, look: Callable[[], Iterable[Check]], mend: str) -> Iterator[Check]:
    """What a look gives, each in one line and without a secret; what it raises is a failed check as well.

    An unexpected error is told by its kind alone: its message might quote what somebody submitted.
    """
    try:
        found = tuple(look())
    except ConfigurationError as error:
        found = (failed(name, str(error), mend),)
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        found = (failed(name, f"{error.strerror or type(error).__name__}{place}", mend),)
    except Exception as error:  # the other checks are still wanted
        found = (failed(name, f"stopped by {type(error).__name__}", mend),)
    for check in found:
        yield replace(check, says=_shown(check.says), mend=_shown(check.mend))


def _shown(text: str) -> str:
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return " ".join(text.split())
