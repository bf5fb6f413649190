#!/usr/bin/env bash
# make up: a local Airflow with three users over the sample share, until Ctrl-C.
set -euo pipefail
log=var/up.log
passwords=$AIRFLOW_HOME/passwords.json

export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS="it:admin,kiem-tra:user,lanh-dao:user"
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=$passwords
export AIRFLOW__API__HOST=${AIRFLOW__API__HOST:-localhost} # for this machine alone
export AIRFLOW__API__WORKERS=${AIRFLOW__API__WORKERS:-1}
export NO_PROXY="${NO_PROXY:+$NO_PROXY,}localhost,127.0.0.1" # Airflow's parts talk to one another
export no_proxy=$NO_PROXY

quietly() {
  "$@" >>"$log" 2>&1 || {
    echo "up: $* failed; the end of $log:" >&2
    tail -n 20 "$log" >&2
    exit 1
  }
}

mkdir -p "$AIRFLOW_HOME"
: >"$log"
[ ! -f var/warehouse.sqlite ] || quietly wardreport db upgrade # that of an earlier version
echo "Airflow: preparing its database in $AIRFLOW_HOME"
quietly airflow db migrate
quietly airflow pools import plugins/wardreport/orchestration/pools.json
[ -s "$passwords" ] || (
  umask 077
  python -c 'import json, secrets; print(json.dumps({u: secrets.token_urlsafe(9) for u in ("it", "kiem-tra", "lanh-dao")}))' >"$passwords"
)

password_of() { python -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$passwords" "$1"; }
echo
echo "http://localhost:$AIRFLOW__API__PORT in about half a minute; Ctrl-C ends it"
printf '  %-10s %-14s %s\n' user password may \
  it "$(password_of it)" "everything" \
  kiem-tra "$(password_of kiem-tra)" "review: see all runs, start collect_submissions" \
  lanh-dao "$(password_of lanh-dao)" "approve a release in Required Actions"
echo
echo "passwords      $passwords"
echo "log            $log"
exec python -m sample.standalone "$log"
