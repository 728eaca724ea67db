"""Compressed responses (RFC 9110, sections 8.4 and 12.5.3)."""

import gzip

import flask

SMALLEST = 1024
"""Bytes. A shorter body would hardly become shorter."""
LEVEL = 4
"""Of gzip, 1 to 9: a paper takes a millisecond, and more levels save little more."""


def compress(response: flask.Response, request: flask.Request) -> None:
    """Compress a body of 1 KiB and more, if the client accepts gzip."""
    body = response.get_data()
    if len(body) < SMALLEST:
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.content_encoding = "gzip"
