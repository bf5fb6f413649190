"""Runs in a process of its own: ``send_notices`` for one day, several times, with real sinks on loopback.

Arguments: the moment of the runs, the period, and rounds: ``dry``, ``down`` (the webhook refuses), ``send``. Prints
what each round did and what had arrived by then.
"""

import base64
import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import environ
from typing import Any

from aiosmtpd.controller import Controller
from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb
from pendulum import instance

from wardreport.review.notices.alert_notes import read_alerts
from wardreport.workflow.settings import load_settings

MAILS: list[dict[str, Any]] = []
HOOKS: list[dict[str, Any]] = []
HOOK = {"answers": 200}


class Mailbox:
    """Keeps what comes."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content)
        text, *files = [part for part in message.walk() if not part.is_multipart()]
        MAILS.append(
            {
                "to": envelope.rcpt_tos,
                "id": message["Message-ID"],
                "subject": str(make_header(decode_header(message["Subject"]))),
                "text": base64.b64decode(str(text.get_payload())).decode(),
                "files": {part.get_filename(): len(part.get_payload(decode=True) or b"") for part in files},
            }
        )
        return "250 OK"


class Hook(BaseHTTPRequestHandler):
    """Keeps what comes, unless it is down."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if HOOK["answers"] == 200:
            HOOKS.append({"path": self.path, "key": self.headers["Idempotency-Key"], **body})
        self.send_response(HOOK["answers"])
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def sinks() -> Iterator[None]:
    """A mail server and a webhook on loopback, and Airflow's connections to them."""
    with socket.socket() as free:  # the controller connects to its own port, and does not ask which that is
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    post = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    post.start()
    hook = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    plain = {"from_email": "wardreport@example.org", "disable_ssl": True, "disable_tls": True, "retry_limit": 0}
    connections = {
        "NOTICE_MAIL": {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": plain},
        "NOTICE_HOOK": {"conn_type": "http", "host": "127.0.0.1", "port": hook.server_port},
    }
    environ.update({f"AIRFLOW_CONN_{name}": json.dumps(connection) for name, connection in connections.items()})
    yield
    post.stop()
    hook.shutdown()


def one_round(dag: Any, kind: str, moment: datetime, period: str) -> dict[str, Any]:
    """One run of the DAG, and all that has arrived by its end."""
    HOOK["answers"] = 503 if kind == "down" else 200
    conf = {"period": period, "dry_run": kind == "dry"}
    for task in dag.tasks:
        task.retries = 0
    run = dag.test(logical_date=instance(moment), run_after=instance(moment), run_conf=conf)
    states = {i.task_id: str(i.state) for i in run.get_task_instances()}
    noted = [[alert.dag, alert.reason, alert.task] for alert in read_alerts(load_settings().staging)]
    return {"run": str(run.state), "tasks": states, "noted": noted, "mails": list(MAILS), "hooks": list(HOOKS)}


def main() -> None:
    moment, period, *rounds = sys.argv[1:]
    with sinks():
        initdb()
        bag = DagBag()
        assert not bag.import_errors, bag.import_errors
        dag = bag.dags["send_notices"]
        told = [one_round(dag, kind, datetime.fromisoformat(moment), period) for kind in rounds]
    print("RESULT " + json.dumps({"rounds": told}))  # noqa: T201


if __name__ == "__main__":
    main()
