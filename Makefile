# Everything starts from a bare checkout: each target installs what it needs, once.
# `make demo` and `make test` need only Python 3.11+, git and make.

VENV ?= .venv
# What is installed: the checkout, editable. CI passes the built wheel instead.
PACKAGE ?=
CORPORA ?= ../shared/corpora
# What `make loop` measures in sight (the tables of parts and budgets need the last two); its options, e.g. LOOP="-j 2".
SYSTEMS ?= all,ablation,curve
LOOP ?=
# What `make test-doors` tries; empty: all.
DOORS ?=
# Processes that share the tests, a file of tests at a time: one more than processors, as some wait for a server, a
# time limit or the disk. 0: none but pytest's own (for a debugger).
PROCESSORS := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
WORKERS ?= $(shell expr $(PROCESSORS) + 1)
SHARED = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
BIN := $(VENV)/bin
FAST := tests/alignment tests/arbitration tests/confidence tests/layout tests/metrics tests/routing \
	tests/witnesses \
	tests/textlayer/test_kept.py tests/test_reasons.py --ignore=tests/arbitration/test_wrong_language.py \
	--ignore=tests/arbitration/test_unreadable_page.py
CODE := engine preprocessing tests benchmarks scripts samples examples docs recto-paperless

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install system demo test test-fast test-doors coverage lint house format types docs pictures wheel bench \
	loop readme mutants release lock clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed system ## Make .venv with recto, the benchmark and the test tools

system: $(VENV)/.system ## Install Tesseract with eng and osd

demo: $(VENV)/.installed $(VENV)/.system ## Read the sample pages, offline, with no key
	@scripts/demo.sh $(BIN)/recto

test: $(VENV)/.installed $(VENV)/.system ## Run the tests
	@scripts/test-tools.sh
	$(BIN)/python -m pytest $(SHARED) --strict-skips $(PYTEST)

test-fast: WORKERS = $(PROCESSORS)
test-fast: $(VENV)/.installed ## Run the tests that start no process and read no picture: seconds, before each commit
	$(BIN)/python -m pytest -q $(SHARED) -m "not corpus" --hypothesis-profile=fast $(FAST) $(PYTEST)

coverage: $(VENV)/.installed $(VENV)/.system ## Run the tests and hold the share of branches that they take
	@scripts/test-tools.sh
	rm -rf build/coverage && mkdir -p build/coverage
	$(BIN)/python -m pytest $(SHARED) -m "not measured" --cov --cov-report= $(PYTEST)
	$(BIN)/python scripts/coverage_floors.py

mutants: $(VENV)/.installed $(VENV)/.system ## See which wrong changes of what decides no test notices; MODULE=part/of/a/path
	nice scripts/mutants.sh $(BIN)/python $(MODULE) $(MUTANTS)

test-doors: $(VENV)/.installed $(VENV)/.system wheel ## Try OCRmyPDF, docling, a cluster, trainers and others, each in a fresh environment; DOORS="ocrd user"
	@scripts/test-doors.sh $(BIN)/python dist/*.whl $(DOORS)

lint: $(VENV)/.installed ## Check style, formatting, dependencies, workflows, layers and figures
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/deptry engine preprocessing
	$(BIN)/zizmor --offline --quiet .github
	@$(MAKE) --no-print-directory house

house: $(VENV)/.installed ## Check layers and the figures of the house
	PYTHONPATH=engine:preprocessing $(BIN)/lint-imports
	$(BIN)/python scripts/house.py --check

format: $(VENV)/.installed ## Format the code
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

types: $(VENV)/.installed ## Check types, strictly
	$(BIN)/mypy
	$(BIN)/mypy examples/*.py tests/api/typed_calls.py

docs: $(VENV)/.installed ## Build the documentation as a site, build/docs/html; a warning is an error
	rm -rf build/docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b html docs build/docs/html
	$(BIN)/python scripts/site_links.py build/docs/html > build/docs/external-links.txt
	@echo "recto: open build/docs/html/index.html; links to elsewhere are in build/docs/external-links.txt"

pictures: $(VENV)/.installed $(VENV)/.system ## Take the pictures of the documentation anew
	@scripts/test-tools.sh
	$(BIN)/python scripts/pictures.py

wheel: | $(BIN)/python ## Build the wheel that users install
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

bench: $(VENV)/.installed $(VENV)/.system ## Race Recto against its parts for three minutes, on the pages in $(CORPORA)
	$(BIN)/python -m benchmarks speed --quick --corpora $(CORPORA) --out bench-out $(BENCH)

loop: $(VENV)/.installed $(VENV)/.system ## Fit every weight and threshold without each corpus, read it, and write the tables of docs/
	$(BIN)/python -m benchmarks run --systems $(SYSTEMS) --corpora $(CORPORA) --out loop-out/in-sight $(LOOP)
	$(BIN)/python -m benchmarks loop --corpora $(CORPORA) --store loop-out/in-sight --out loop-out/left-out $(LOOP)
	$(BIN)/python -m benchmarks publish loop-out/left-out --in-sight loop-out/in-sight --corpora $(CORPORA) $(LOOP)
	$(BIN)/python -m benchmarks readme --write

readme: $(VENV)/.installed ## Bring what programs write into README.md and docs/ up to date
	$(BIN)/python -m benchmarks readme --write
	$(BIN)/python scripts/commands_page.py
	$(BIN)/python scripts/providers_table.py
	$(BIN)/python scripts/page_readers_table.py
	$(BIN)/python scripts/result_fields.py
	$(BIN)/python scripts/tree_page.py
	$(BIN)/python scripts/reasons_table.py
	$(BIN)/python scripts/settings_table.py
	$(BIN)/python scripts/keyword_types.py
	$(BIN)/python scripts/man_page.py
	$(BIN)/python scripts/api_page.py

release: $(VENV)/.installed $(VENV)/.system ## Build, check and tag a release; RELEASE=--dry-run makes no tag
	@scripts/release.sh $(BIN)/python $(RELEASE)

lock: $(VENV)/.installed ## Write constraints.txt from what is installed now
	$(BIN)/python -m pip install --quiet --group release
	scripts/lock.sh $(BIN)/python > constraints.txt.new
	mv constraints.txt.new constraints.txt

clean: ## Remove what was installed and built
	rm -rf $(VENV) dist build bench-out loop-out .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@scripts/venv.sh "$(VENV)"

$(VENV)/.installed: pyproject.toml constraints.txt $(PACKAGE) | $(BIN)/python
	@scripts/setup.sh "$(VENV)" "$(PACKAGE)"
	@touch $@

$(VENV)/.system: | $(BIN)/python
	@scripts/system-packages.sh
	@touch $@
