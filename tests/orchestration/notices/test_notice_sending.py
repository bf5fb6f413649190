"""In which order notices go, and when a server that does not answer is left alone."""

import threading
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import Digest
from wardreport.orchestration.notices.notice_channels import send_digest
from wardreport.orchestration.notices.notice_tasks import send_each


def _to(connection: str, address: str) -> Digest:
    return Digest(date(2024, 6, 17), PERIOD, "Phường", connection, address, "…", ("…",))


def _delivering(taken: list[str], seconds: dict[str, float]) -> tuple[Callable[[Digest], None], Callable[[], float]]:
    """A post office and its clock: who is named in ``seconds`` fails after so long, a wrong one at once."""
    now = [0.0]

    def deliver(digest: Digest) -> None:
        taken.append(digest.address)
        if digest.connection == "wrong":
            raise ConfigurationError("Airflow has no connection wrong")
        if digest.connection in seconds:
            now[0] += seconds[digest.connection]
            raise OSError("secret@example.org")

    return deliver, lambda: now[0]


def test_a_dead_server_is_given_up_and_the_others_get_theirs() -> None:
    taken: list[str] = []
    waiting = [*(_to("dead", f"d{n}") for n in range(6)), *(_to("alive", f"a{n}") for n in range(3)), _to("wrong", "w")]
    failed = send_each(waiting, *_delivering(taken, {"dead": 50}))
    assert taken == ["d0", "d1", "d2", "a0", "a1", "a2", "w"]
    assert failed == {
        "connection dead: OSError": 3,
        "connection dead: given up for now": 3,
        "Airflow has no connection wrong": 1,
    }


def test_quick_refusals_keep_nobody_from_theirs() -> None:
    taken: list[str] = []
    failed = send_each([_to("full", str(n)) for n in range(100)], *_delivering(taken, {"full": 0.5}))
    assert (len(taken), failed) == (100, {"connection full: OSError": 100})


class Moved(BaseHTTPRequestHandler):
    """A webhook that says it is elsewhere."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(307)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_a_webhook_that_is_elsewhere_is_not_followed_and_not_taken_for_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Moved) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AIRFLOW_CONN_HOOK", f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(ConnectionError, match="307"):
            send_digest(_to("hook", "hooks/one"), ())
        server.shutdown()
    assert Moved.asked == ["/hooks/one"]


@pytest.mark.parametrize(
    ("address", "needs"), [("p@example.org", "mail needs smtp"), ("hooks/one", "webhook needs http")]
)
def test_a_connection_of_another_type_is_refused(address: str, needs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WRONG", "sftp://127.0.0.1:9")
    with pytest.raises(ConfigurationError, match=f"connection wrong is of type sftp: {needs}"):
        send_digest(_to("wrong", address), ())
