"""Writes `docs/openapi.json` from what the functions themselves say; never deployed."""
