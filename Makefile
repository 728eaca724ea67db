# Everything starts here: `make run` and `make test` set up what they need by themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STUDENTS ?= 50
MINUTES ?= 2
REQUESTS ?= 5000
SEED ?= $(shell date +%s)
TYPESETTING := tests/question_bank/typesetting
WEB_TOOLS := tests/web
LIGHTHOUSE := tests/web/lighthouse
GENERATORS := tests/openapi/generators
EXPRESS := benchmarks/request/references/express
WITHOUT_A_STACK := tests/domain tests/services tests/store tests/test_architecture.py tests/openapi/test_document.py
SIDE_BY_SIDE := --numprocesses=logical --maxprocesses=4 --dist=loadfile

.DEFAULT_GOAL := help
.PHONY: help setup run web serve demo status logs psql key reset check test coverage soak fuzz bench bench-scale capacity screenshots axe lighthouse openapi schema bank tools lint audit format lock hooks clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: $(VENV)/.ready emulator/node_modules/.ready web/node_modules/.ready ## install what `run` needs

run: setup web/dist/index.html ## start the whole stack with the page, and stay; Ctrl-C stops it
	@exec $(BIN)/python -m emulator run

web: setup ## serve the page with hot reload, beside `make run`
	@cd web && exec node node_modules/vite/bin/vite.js --host 127.0.0.1

serve: setup ## serve the functions alone, connected to the Supabase of the environment
	@exec $(BIN)/python -m emulator serve

demo: setup ## a scripted student takes a whole TOLC-I
	@exec $(BIN)/python -m emulator demo

status: $(VENV)/.ready ## say which parts of the stack are running
	@$(BIN)/python -m emulator status

logs: $(VENV)/.ready ## follow the log files of the stack
	@exec $(BIN)/python -m emulator logs

psql: $(VENV)/.ready ## open psql on the running stack's database
	@exec $(BIN)/python -m emulator psql

key: $(VENV)/.ready ## make a functions' key, and register its SHA-256 in the database of DATABASE_URL
	@$(BIN)/python -m deploy.key

reset: setup ## remove the emulator's data
	@exec $(BIN)/python -m emulator reset

check: lint ## check style, types and exam types, and run the tests that need no stack: under a minute
	$(BIN)/python -m question_bank exam-types
	$(BIN)/pytest $(WITHOUT_A_STACK)

test: setup tools web/dist/index.html ## run every check and every test
	@echo '── 1 of 3: style and types'
	@$(MAKE) --no-print-directory lint
	@echo '── 2 of 3: the rules of the exam, and how much of them the tests cover'
	$(BIN)/pytest tests/domain --cov=functions/exam_simulation/domain --cov-fail-under=100
	@echo '── 3 of 3: everything else, against real servers; some six minutes on two cores'
	$(BIN)/pytest $(SIDE_BY_SIDE) --ignore=tests/domain

coverage: setup tools web/dist/index.html ## list the lines of the deployed code that no test runs
	$(BIN)/pytest $(SIDE_BY_SIDE) --cov

soak: setup $(VENV)/.tools ## students take exams while servers fail: STUDENTS=50 MINUTES=2
	@exec $(BIN)/python -m tests.soak --students $(STUDENTS) --minutes $(MINUTES)

tools: $(VENV)/.tools $(TYPESETTING)/node_modules/.ready $(GENERATORS)/node_modules/.ready $(WEB_TOOLS)/node_modules/.ready # what only tests need: also the real Supabase CLI, and the functions' environment as deployed
	@$(BIN)/python tests/schema/install_cli.py
	@$(BIN)/python -m emulator.deployed

fuzz: setup $(VENV)/.tools ## send requests made from docs/openapi.json: REQUESTS=5000, and SEED=… to repeat them
	@FUZZ_REQUESTS=$(REQUESTS) FUZZ_SEED=$(SEED) $(BIN)/pytest --capture=no tests/openapi/test_fuzzing.py

bench: setup $(VENV)/.tools $(EXPRESS)/node_modules/.ready ## measure what a request costs; writes docs/benchmarks.md
	@exec $(BIN)/python -m benchmarks.request

bench-scale: setup tools ## measure whether statements cost the same with 2,000,000 sessions; writes docs/benchmarks-scale.md
	@exec $(BIN)/python -m benchmarks.scale

capacity: $(VENV)/.tools ## write the tables and the plot of docs/scaling.md, from the benchmarks' figures
	@$(BIN)/python -m benchmarks.scaling

screenshots: setup tools web/dist/index.html ## make a picture of each screen of the page, in web/screenshots
	$(BIN)/pytest tests/web/looking.py -k screenshot

axe: setup tools web/dist/index.html ## look for barriers on each screen, in all languages, themes and widths
	$(BIN)/pytest tests/web/looking.py -k axe

lighthouse: setup tools web/dist/index.html $(LIGHTHOUSE)/node_modules/.ready ## measure the page with Lighthouse; writes docs/lighthouse.md
	@exec $(BIN)/python -m tests.web.lighthouse

openapi: $(VENV)/.tools ## write docs/openapi.json and the JSON in docs/api.md, from the code
	@$(BIN)/python -m openapi

schema: setup tools ## write docs/schema.sql: the whole schema after all migrations
	@$(BIN)/python -m tests.schema

bank: $(VENV)/.tools ## write supabase/seed.sql and docs/coverage.md, from question_bank/subjects
	@$(BIN)/python -m question_bank make

lint: $(VENV)/.tools web/node_modules/.ready $(WEB_TOOLS)/node_modules/.ready ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	npm run --silent --prefix web lint
	cd web && ../$(WEB_TOOLS)/node_modules/.bin/biome check .

audit: $(VENV)/.tools ## check the dependencies for known vulnerabilities (needs the network)
	@$(BIN)/python -m venv .tools/audit && .tools/audit/bin/pip install --quiet pip-audit==2.10.1
	.tools/audit/bin/pip-audit --strict --disable-pip --require-hashes -r functions/requirements.txt
	.tools/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.txt
	npm audit --prefix emulator
	npm audit --prefix web
	npm audit --prefix $(WEB_TOOLS)
	npm audit --prefix $(LIGHTHOUSE)
	npm audit --prefix $(TYPESETTING)
	npm audit --prefix $(GENERATORS)
	npm audit --prefix $(EXPRESS)

format: $(VENV)/.tools $(WEB_TOOLS)/node_modules/.ready ## fix the style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	cd web && ../$(WEB_TOOLS)/node_modules/.bin/biome check --write .

lock: $(VENV)/.tools ## pin all dependencies, from pyproject.toml
	$(BIN)/python -m venv .tools/uv && .tools/uv/bin/pip install --quiet uv==0.13.9
	.tools/uv/bin/uv pip compile --quiet --generate-hashes --universal --no-strip-extras --no-header --no-annotate \
	  --python-version 3.11 pyproject.toml -o functions/requirements.txt
	.tools/uv/bin/uv pip compile --quiet --generate-hashes --universal --no-strip-extras --no-header --no-annotate \
	  --python-version 3.11 --extra run -c functions/requirements.txt pyproject.toml -o requirements-run.txt
	.tools/uv/bin/uv pip compile --quiet --generate-hashes --universal --no-strip-extras --no-header --no-annotate \
	  --python-version 3.11 --extra run --extra dev -c requirements-run.txt pyproject.toml -o requirements-dev.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --prefix emulator
	npm install --package-lock-only --omit-lockfile-registry-resolved --prefix web
	npm install --package-lock-only --omit-lockfile-registry-resolved --prefix $(WEB_TOOLS)
	npm install --package-lock-only --omit-lockfile-registry-resolved --prefix $(LIGHTHOUSE)
	npm install --package-lock-only --omit-lockfile-registry-resolved --prefix $(TYPESETTING)
	npm install --package-lock-only --omit-lockfile-registry-resolved --prefix $(GENERATORS)
	npm install --package-lock-only --omit-lockfile-registry-resolved --prefix $(EXPRESS)

hooks: $(VENV)/.tools ## check style before each commit
	$(BIN)/pre-commit install

clean: ## remove everything that was installed or built (not the emulator's data)
	rm -rf $(VENV) .tools web/dist web/client/dist emulator/node_modules web/node_modules web/client/node_modules $(WEB_TOOLS)/node_modules $(LIGHTHOUSE)/node_modules $(TYPESETTING)/node_modules $(GENERATORS)/node_modules $(EXPRESS)/node_modules .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.ready: requirements-run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo 'Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo 'This Python cannot make virtual environments; on Debian: apt-get install python3-venv'; exit 1; }
	@echo 'Installing what running needs; about a minute on a fast line.'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --disable-pip-version-check --require-hashes -r requirements-run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: requirements-dev.txt $(VENV)/.ready
	@echo 'Installing what tests and checks need; a few minutes.'
	$(BIN)/pip install --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

emulator/node_modules/.ready web/node_modules/.ready $(WEB_TOOLS)/node_modules/.ready $(LIGHTHOUSE)/node_modules/.ready $(TYPESETTING)/node_modules/.ready $(GENERATORS)/node_modules/.ready $(EXPRESS)/node_modules/.ready: %/node_modules/.ready: %/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
	  { echo 'Node.js 20 or newer is needed'; exit 1; }
	npm ci --prefix $* --no-audit --no-fund --loglevel=error
	@touch $@

WEB_SOURCES := $(shell find web/src web/client/src web/build web/public -type f 2>/dev/null) $(wildcard web/*.html web/*.ts web/package-lock.json)

web/dist/index.html: $(WEB_SOURCES) docs/openapi.json web/node_modules/.ready
	@echo 'Building the page.'
	@npm run --silent --prefix web build -- --logLevel error
	@touch $@
