"""Shared by all endpoints: `domain` (rules), `services` (use cases), `store`, `http`."""
