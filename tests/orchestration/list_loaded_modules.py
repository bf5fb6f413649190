"""Runs in a process of its own: what Airflow's plugin loader executes from its plugins folder.

Prints the names of all modules whose file lies there.
"""

import json
import os
import sys
from pathlib import Path

from airflow import plugins_manager


def main() -> None:
    folder = Path(os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"]).resolve()
    plugins, errors = plugins_manager._get_plugins()
    names = [
        name
        for name, module in sys.modules.items()
        if (file := getattr(module, "__file__", None)) and folder in Path(file).resolve().parents
    ]
    print("RESULT " + json.dumps({"plugins": [p.name for p in plugins], "errors": errors, "modules": names}))  # noqa: T201


if __name__ == "__main__":
    main()
