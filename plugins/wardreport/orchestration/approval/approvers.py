"""Who may approve: pairs of an Airflow user and the role that the release names (docs/design/review-and-release.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wardreport.domain.errors import ConfigurationError

VARIABLE = "WARDREPORT_APPROVERS"


@dataclass(frozen=True, slots=True)
class Approver:
    """An Airflow user by id, and the role that he or she approves in."""

    user: str
    role: str


def approvers_in(text: str) -> tuple[Approver, ...]:
    """The approvers of ``user=Role; user=Role``; raises ``ConfigurationError`` on anything else."""
    found: list[Approver] = []
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        user, sign, role = (part.strip() for part in pair.partition("="))
        if not (user and sign and role):
            raise ConfigurationError(f"{VARIABLE}: not user=Role: {pair!r}")
        if user in (one.user for one in found):
            raise ConfigurationError(f"{VARIABLE}: {user} stands there twice")
        found.append(Approver(user, role))
    return tuple(found)


def role_of(user: str | None, approvers: Sequence[Approver]) -> str:
    """The role of who answered; raises ``ConfigurationError`` where nobody did, or one who may not."""
    if user is None:
        raise ConfigurationError("nobody answered: a default answer releases nothing")
    for approver in approvers:
        if approver.user == user:
            return approver.role
    raise ConfigurationError(f"user {user} may not approve: {VARIABLE} does not name this user")
