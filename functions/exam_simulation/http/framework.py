"""Requests that functions-framework would not pass to the function."""

import functools

import flask
import gunicorn.util  # type: ignore[import-untyped]

ROUTED = "run"
"""The framework's name of the route to its function."""
LINGER_SECONDS = 0.001
"""Enough to drop what has arrived already, so that the client receives the whole response."""


def handle_unrouted() -> None:
    """Pass every request to the function.

    The framework would respond to some itself: an empty path or one with a line break, an upgrade
    to WebSocket, `/robots.txt`. It would also read their bodies into memory, whatever their length.
    """
    if flask.has_app_context():  # functions-framework is loading this module
        flask.current_app.before_request(_answer)


def close_at_once() -> None:
    """Do not wait for a client to close its side of a connection.

    gunicorn 26 and 27 wait up to two seconds, in the thread that accepts connections: each such
    client would stop the whole process.
    """
    gunicorn.util.close_graceful = functools.partial(
        gunicorn.util.close_graceful, timeout=LINGER_SECONDS
    )


def _answer() -> flask.typing.ResponseReturnValue | None:
    if flask.request.endpoint == ROUTED:
        return None
    routed = flask.current_app.view_functions[ROUTED]
    return routed(path=flask.request.path)  # type: ignore[return-value]
