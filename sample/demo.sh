#!/usr/bin/env bash
# make demo: runs the real DAGs for one period with `airflow dags test` and says where everything lies.
set -euo pipefail
period=$1
log=var/demo.log
: >"$log"

airflow_quietly() {
  airflow "$@" >>"$log" 2>&1 || {
    echo "demo: airflow $* failed; the end of $log:" >&2
    tail -n 20 "$log" >&2
    exit 1
  }
}

[ ! -f var/warehouse.sqlite ] || wardreport db upgrade >>"$log" # that of an earlier version
echo "Airflow: preparing its database in $AIRFLOW_HOME"
airflow_quietly db migrate
for dag in collect_submissions publish_half_year; do
  conf="{\"period\": \"$period\"}"
  [ "$dag" != publish_half_year ] || conf="{\"period\": \"$period\", \"release\": \"draft\"}" # else it waits for a person
  echo "Airflow: running DAG $dag for $period"
  airflow_quietly dags test "$dag" --conf "$conf"
done

grep -o "bao-cao.pdf left out.*installed" "$log" || true
release=var/releases/$period/draft
echo
wardreport status "$period"
echo
echo "shared folders   var/share"
echo "warehouse        var/warehouse.sqlite"
echo "validation       var/internal/$period/draft/kiem-tra.html"
echo "release          $release"
find "$release" -type f | sort | sed 's/^/                 /'
