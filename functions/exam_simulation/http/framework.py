"""What functions-framework would answer by itself."""

import flask
import functions_framework
from werkzeug.exceptions import NotFound

from .endpoint import EntryPoint


def answer_unrouted(entry_point: EntryPoint) -> None:
    """Let a function answer the paths that the framework does not route to it.

    Such as one with a line break in it: it is nobody's, and is answered as any other that is.

    Args:
        entry_point: any function.
    """
    register = functions_framework.errorhandler
    if register:  # the framework is loading us
        register(NotFound)(lambda _error: entry_point(flask.request))
