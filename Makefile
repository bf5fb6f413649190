# make demo, make test: each does all its own set-up, without root, Docker or a running service, and writes no file
# outside this folder.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo check static quick test whole test-long coverage up airflow bench bench-warehouse fuzz share clean

HERE := $(CURDIR)
VAR := $(HERE)/var
BIN := $(HERE)/.venv/bin
PERIOD := 2024-S1

# What the tools would put into the home folder or /tmp stays here, unless the environment names another place.
export UV_CACHE_DIR ?= $(HERE)/.cache/uv
export PIP_CACHE_DIR ?= $(HERE)/.cache/pip
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export TMPDIR := $(VAR)/tmp
export PATH := $(BIN):$(PATH)

export AIRFLOW_HOME := $(VAR)/airflow
export AIRFLOW__CORE__DAGS_FOLDER := $(HERE)/dags
export AIRFLOW__CORE__PLUGINS_FOLDER := $(HERE)/plugins
export AIRFLOW__CORE__LOAD_EXAMPLES := False
export AIRFLOW__CORE__PARALLELISM := 2
export AIRFLOW__API__PORT ?= 8080
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL ?= http://localhost:$(AIRFLOW__API__PORT)/execution/
export AIRFLOW__CORE__DEFAULT_TIMEZONE := Asia/Ho_Chi_Minh
export MPLCONFIGDIR ?= $(VAR)/matplotlib
export AIRFLOW__LOGGING__BASE_LOG_FOLDER := $(VAR)/airflow/logs

help:
	@printf '%s\n' 'make demo   the real DAGs for $(PERIOD), from sample folders to a draft release' \
	  'make check  lint, types, imports and the quick tests, in two minutes' \
	  'make test   lint, types, imports and the whole test suite' \
	  'make test-long   the property tests with many more examples; ARGS=--maxfail=1 to stop at the first that fails' \
	  'make coverage   the whole test suite, with what it reaches of the code; takes twice as long' \
	  'make up     a local Airflow with its web pages' \
	  'make airflow ARGS="dags list"   the Airflow command line' 'make bench  what reading and a cycle cost, as ratios' \
	  'make bench-warehouse   20 half years of 3,321 wards in the warehouse; PERIODS=2 UNITS=300 for fewer' \
	  'make fuzz   5,000 damaged files, read as any other; RUNS=20000 SEED=7 for more, or the same again' \
	  'make clean  removes .venv, var and caches'

.venv/ready: requirements.lock pyproject.toml set-up.sh
	@bash ./set-up.sh

share: .venv/ready
	@mkdir -p "$$TMPDIR"
	python -m sample.make_share var/share var/decisions/$(PERIOD).yaml var/office

demo: share
	@bash sample/demo.sh $(PERIOD)

# mypy keeps one core busy where it has no cache yet: the tests begin beside it
check: .venv/ready
	@$(MAKE) --no-print-directory -j2 static quick

static: .venv/ready
	ruff check . && ruff format --check . && mypy && lint-imports

quick: .venv/ready
	@mkdir -p "$$TMPDIR"
	python -m pytest -m "not slow" --basetemp="$$TMPDIR/quick" $(ARGS)

# a process more than there are cores, as many tests wait for a server; lint and types are looked at meanwhile
test: .venv/ready
	@$(MAKE) --no-print-directory -j2 static whole

whole: .venv/ready
	@mkdir -p "$$TMPDIR"
	cores=$$(nproc)
	python -m pytest -n "$$((cores < 3 ? cores + 1 : 4))" --basetemp="$$TMPDIR/pytest"

# what hypothesis draws, and the random histories and damaged files that are marked alike
test-long: .venv/ready
	@mkdir -p "$$TMPDIR"
	python -m pytest -m hypothesis --hypothesis-profile=long --basetemp="$$TMPDIR/long" $(ARGS)

coverage: .venv/ready
	@mkdir -p "$$TMPDIR"
	python -m pytest --basetemp="$$TMPDIR/pytest" --cov=wardreport --cov-report=term

up: .venv/ready
	@mkdir -p "$$TMPDIR"
	[ -d var/share ] && [ -f var/office/people.csv ] || $(MAKE) --no-print-directory share
	exec bash sample/up.sh

airflow: .venv/ready
	@mkdir -p "$$TMPDIR"
	airflow $(ARGS)

bench: .venv/ready
	@mkdir -p "$$TMPDIR"
	WARDREPORT_OFFICE=sample/office python -m benchmarks.bench

bench-warehouse: .venv/ready
	@mkdir -p "$$TMPDIR"
	WARDREPORT_OFFICE=sample/office python -m benchmarks.bench_warehouse --periods $(or $(PERIODS),20) --units $(or $(UNITS),3321)

fuzz: .venv/ready
	@mkdir -p "$$TMPDIR"
	python -m tests.robustness.fuzz --runs $(or $(RUNS),5000) $(if $(SEED),--seed $(SEED))

clean:
	@rm -rf .venv var .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
