"""The floor: a function that returns a constant."""

import flask


def bare(_request: flask.Request) -> dict[str, bool]:
    """Answer."""
    return {"ok": True}
