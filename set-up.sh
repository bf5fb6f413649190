#!/usr/bin/env bash
# Builds .venv from requirements.lock (with hashes): by uv where it is installed, by plain pip otherwise.
# Says in one line what is missing.
set -euo pipefail
cd "$(dirname "$0")"
PATH=${PATH//"$PWD/.venv/bin:"/} # an old .venv is not what to build the new one with
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH

stop() {
  echo "set-up: $1" >&2
  exit 1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3.12 python3.13 python3.11 python3 python}; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# Older pips look past a pinned version where another package asks for it with an extra: the lock file's own pip first.
bring_pip() {
  awk '/^pip==/ { found = 1 } found { print } found && !/\\$/ { exit }' requirements.lock >var/pip.lock
  local pip=("${install[@]}" --require-hashes -r var/pip.lock)
  "${pip[@]}" >>"$log" 2>&1 || true # where it cannot be had, neither can the rest, and that is said below
}

python=$(find_python) || stop "needs Python 3.11, 3.12 or 3.13 on the PATH (or name one: make PYTHON=/path/to/python3.12 …)"
log=var/set-up.log
mkdir -p var "${TMPDIR:-var/tmp}"
echo "set-up: .venv with $("$python" --version 2>&1), details in $log"
rm -rf .venv
if command -v uv >/dev/null; then
  uv venv --quiet --python "$python" .venv >"$log" 2>&1 || stop "uv could not make .venv: $(tail -n 1 "$log")"
  install=(uv pip install --python .venv/bin/python)
else
  "$python" -m venv .venv >"$log" 2>&1 ||
    stop "$python cannot make a virtual environment (on Debian and Ubuntu: install python3-venv)"
  install=(.venv/bin/python -m pip install)
  bring_pip
fi
packages=("${install[@]}" --require-hashes -r requirements.lock)
# behind an office's proxy only the system's own certificates are good
"${packages[@]}" >>"$log" 2>&1 || UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 "${packages[@]}" >>"$log" 2>&1 ||
  stop "the packages of requirements.lock could not be installed (is the package registry reachable?): see $log"
"${install[@]}" --no-deps --no-build-isolation -e . >>"$log" 2>&1 || stop "the project could not be installed: see $log"
touch .venv/ready
