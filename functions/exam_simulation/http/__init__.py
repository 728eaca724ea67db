"""The only room that knows Flask, headers, statuses, and tokens on the wire."""

from .endpoint import Call, endpoint
from .replies import Reply

__all__ = ["Call", "Reply", "endpoint"]
