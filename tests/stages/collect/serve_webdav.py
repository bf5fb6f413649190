"""Serves a folder over WebDAV until it is ended. Arguments: folder, port, user, password, and "ro" to let only read."""

import sys

import uvicorn
from a2wsgi import WSGIMiddleware
from wsgidav.wsgidav_app import WsgiDAVApp


def main() -> None:
    folder, port, user, password, mode = sys.argv[1:6]
    application = WsgiDAVApp(
        {
            "provider_mapping": {"/": {"root": folder, "readonly": mode == "ro"}},
            "http_authenticator": {"domain_controller": None, "accept_basic": True, "accept_digest": False},
            "simple_dc": {"user_mapping": {"*": {user: {"password": password}}}},
            "verbose": 1,
        }
    )
    uvicorn.run(WSGIMiddleware(application), host="127.0.0.1", port=int(port), log_level="warning")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
