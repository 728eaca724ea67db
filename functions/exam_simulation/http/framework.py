"""Requests that functions-framework would not pass to the function."""

import flask

ROUTED = "run"
"""The framework's name of the route to its function."""


def handle_unrouted() -> None:
    """Pass every request to the function.

    The framework would respond to some itself: an empty path or one with a line break, an upgrade
    to WebSocket, `/robots.txt`. It would also read their bodies into memory, whatever their length.
    """
    if flask.has_app_context():  # functions-framework is loading this module
        flask.current_app.before_request(_answer)


def _answer() -> flask.typing.ResponseReturnValue | None:
    if flask.request.endpoint == ROUTED:
        return None
    routed = flask.current_app.view_functions[ROUTED]
    return routed(path=flask.request.path)  # type: ignore[return-value]
