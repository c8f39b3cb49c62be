# Every target does its own set-up first; the work is done by setup_env.py, which Windows users call directly:
#     python setup_env.py run
# The first Python here that runs and is new enough. GNU make 3.81, which macOS brings, and any POSIX shell will do.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
RUN = $(if $(PYTHON),$(PYTHON),$(error 没有找到 Python 3.11 或更新的版本；请先安装 / Python 3.11 or newer is needed))

.PHONY: setup run index test test-all check eval

setup:     ## .venv with the pinned requirements, and nothing else
	@"$(RUN)" setup_env.py setup

run:       ## the page: make run [DOCS=folder] [PORT=8501]
	@"$(RUN)" setup_env.py run $(if $(DOCS),--docs "$(DOCS)") $(if $(PORT),--port "$(PORT)")

index:     ## build or update the index: make index [DOCS=folder]
	@"$(RUN)" setup_env.py index $(if $(DOCS),--docs "$(DOCS)")

test:      ## every test but those that need a download, a GPU or minutes
	@"$(RUN)" setup_env.py test

test-all:  ## every test
	@"$(RUN)" setup_env.py test-all

check:     ## ruff and mypy
	@"$(RUN)" setup_env.py check

eval:      ## the figures over evals/seeds.jsonl
	@"$(RUN)" setup_env.py eval
