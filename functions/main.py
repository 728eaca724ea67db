"""All endpoints: this folder is deployed as any of them.

Each also handles the requests that functions-framework would not pass to it.
"""
# ruff: noqa: E402

import gc

# While modules are imported there is no garbage: looking for it costs a seventh of the start.
gc.disable()

from complete_section import complete_section
from create_session import create_session
from delete_session import delete_session
from exam_simulation.http.framework import close_at_once, handle_unrouted
from get_config import get_config
from get_history import get_history
from get_progress import get_progress
from get_results import get_results
from get_session import get_session
from save_answers import save_answers
from start_section import start_section

__all__ = [
    "complete_section",
    "create_session",
    "delete_session",
    "get_config",
    "get_history",
    "get_progress",
    "get_results",
    "get_session",
    "save_answers",
    "start_section",
]

handle_unrouted()
close_at_once()

# What was imported is kept for good, so the collector need not look at it.
gc.freeze()
gc.enable()
