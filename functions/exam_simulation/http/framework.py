"""What functions-framework would answer by itself."""

import flask

ROUTED = "run"
"""The framework's name for what it routes to its function."""


def handle_unrouted() -> None:
    """Let a function answer every request that comes to it.

    Some the framework would answer itself: a path with a line break in it or none at all, a request
    to become a WebSocket, what robots ask for; and read their bodies into memory, however long.
    """
    if flask.has_app_context():  # the framework is loading us: the application of one function
        flask.current_app.before_request(_answer)


def _answer() -> flask.typing.ResponseReturnValue | None:
    if flask.request.endpoint == ROUTED:
        return None
    routed = flask.current_app.view_functions[ROUTED]
    return routed(path=flask.request.path)  # type: ignore[return-value]
