"""How a digest goes out: by mail, or by a webhook, through Airflow's connections."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.smtp.hooks.smtp import SmtpHook
from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import Digest

SECONDS = 30  # for a webhook to answer; a mail connection has a time of its own, 30 unless it says another
_TYPES = {"mail": ("smtp",), "webhook": ("http", "https")}


def send_digest(digest: Digest, files: Sequence[Path]) -> None:
    """Sends it; a webhook gets no files. A second sending would have the same Message-ID or Idempotency-Key.

    Raises ``ConfigurationError`` where Airflow has no such connection of the right type, and whatever the server's
    refusal or silence raises.
    """
    _check_connection(digest.connection, "mail" if digest.by_mail else "webhook")
    if digest.by_mail:
        with SmtpHook(smtp_conn_id=digest.connection) as hook:
            hook.send_email_smtp(
                to=[digest.address],
                subject=digest.subject,
                html_content="\n".join(f"<p>{html.escape(line)}</p>" for line in digest.lines),
                files=[str(file) for file in files],
                custom_headers={"Message-ID": f"<{digest.key}@wardreport>", "Auto-Submitted": "auto-generated"},
            )
        return
    answer = HttpHook(method="POST", http_conn_id=digest.connection).run(
        endpoint=digest.address,
        json={"subject": digest.subject, "text": "\n".join(digest.lines), "period": str(digest.period)},
        headers={"Idempotency-Key": digest.key},
        extra_options={"timeout": SECONDS, "allow_redirects": False},
    )
    if not 200 <= answer.status_code < 300:  # the hook takes a redirect for an answer
        raise ConnectionError(f"the webhook answers {answer.status_code}")


def _check_connection(name: str, channel: str) -> None:
    try:
        found = BaseHook.get_connection(name)
    except AirflowNotFoundException:
        raise ConfigurationError(f"Airflow has no connection {name}") from None
    if found.conn_type not in _TYPES[channel]:
        raise ConfigurationError(
            f"connection {name} is of type {found.conn_type}: {channel} needs {_TYPES[channel][0]}"
        )
