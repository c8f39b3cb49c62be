# Every target does its own set-up first; the work is done by setup_env.py, which Windows users call directly:
#     python setup_env.py run
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3 python))

.PHONY: setup run index test test-all check eval

setup:     ## .venv with the pinned requirements, and nothing else
	@$(PYTHON) setup_env.py setup

run:       ## the page: make run [DOCS=folder] [PORT=8501]
	@$(PYTHON) setup_env.py run $(if $(DOCS),--docs "$(DOCS)") $(if $(PORT),--port "$(PORT)")

index:     ## build or update the index: make index [DOCS=folder]
	@$(PYTHON) setup_env.py index $(if $(DOCS),--docs "$(DOCS)")

test:      ## every test but those that need a download, a GPU or minutes
	@$(PYTHON) setup_env.py test

test-all:  ## every test
	@$(PYTHON) setup_env.py test-all

check:     ## ruff and mypy
	@$(PYTHON) setup_env.py check

eval:      ## the figures over evals/seeds.jsonl
	@$(PYTHON) setup_env.py eval
