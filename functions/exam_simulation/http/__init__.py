"""Requests and responses. Only this package knows Flask, headers, statuses and tokens."""

from .endpoint import Call, endpoint
from .responses import Response

__all__ = ["Call", "Response", "endpoint"]
