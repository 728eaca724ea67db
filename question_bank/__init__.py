"""The question bank: its questions as reviewable files, and the operator's tools for it."""
