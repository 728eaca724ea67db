"""The only room that knows Flask, headers, statuses, and tokens on the wire."""

from .endpoint import Call, endpoint
from .responses import Response

__all__ = ["Call", "Response", "endpoint"]
