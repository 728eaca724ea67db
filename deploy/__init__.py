"""From a clone to a running service."""
