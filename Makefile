# Two commands for users: `make demo` and `make test`. Both make their own virtual environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench patterns evaluate exam rules docs train constraints clean

demo: $(VENV)/.runtime
	$(BIN)/gongkai annotate corpora/sample --out out/demo
	$(BIN)/gongkai summary out/demo

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: $(VENV)/.dev
	$(BIN)/python tests/speed/bench.py
	$(BIN)/python tests/speed/formats.py
	$(BIN)/python tests/speed/patterns.py

patterns: $(VENV)/.dev
	$(BIN)/python tests/speed/patterns.py

evaluate: $(VENV)/.dev
	$(BIN)/gongkai evaluate --gold ../shared/gold --sources ../shared/seeds --out docs/results/evaluation.json

exam: $(VENV)/.dev
	$(BIN)/gongkai exam --n 200 --format json > docs/results/exam.json

rules: $(VENV)/.dev
	$(BIN)/gongkai exam --rules --n 150 --format json > docs/results/rules.json.new
	mv docs/results/rules.json.new docs/results/rules.json

docs: $(VENV)/.dev
	$(BIN)/python docs/build.py
	$(BIN)/python docs/tutorial.py

train: $(VENV)/.dev
	$(BIN)/python -m nlp.topics.train

constraints: $(VENV)/.dev
	( echo "# Versions the tests ran with; used by the Makefile. Regenerate with: make constraints"; \
	  $(BIN)/python -m pip freeze --exclude-editable ) > constraints.txt

clean:
	rm -rf $(VENV) out build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 以上 / Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[fast]"
	touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[fast,dev]"
	touch $@ $(VENV)/.runtime
