"""How a look is taken."""

from __future__ import annotations

import pytest

from wardreport.checkup.check import Check, failed, looked_at, ok
from wardreport.domain.errors import ConfigurationError


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (ConfigurationError("two\nlines"), "two lines"),
        (PermissionError(13, "Permission denied", "there"), "Permission denied: there"),
        (ValueError("what somebody submitted"), "stopped by ValueError"),
    ],
)
def test_what_a_look_raises_is_a_failed_check_in_one_line(raised: Exception, said: str) -> None:
    def look() -> tuple[Check, ...]:
        raise raised

    assert list(looked_at("x", look, "mend it")) == [failed("x", said, "mend it")]


@pytest.mark.parametrize(
    "secret",
    [
        "postgresql+psycopg://u:hunter2@db/w",
        "postgresql://db/w?user=u&password=hunter2",
        "postgresql://u:hun@ter2@db/w",
    ],
)
def test_no_password_is_told(secret: str) -> None:
    (shown,) = looked_at("x", lambda: (failed("x", f"at {secret}", f"see {secret}"),), "")
    assert "hunter2" not in str(shown)
    assert "ter2" not in str(shown)
    (spared,) = looked_at("x", lambda: (ok("x", "sqlite:////var/a@b/c"),), "")
    assert spared.says == "sqlite:////var/a@b/c"
