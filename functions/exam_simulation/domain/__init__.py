"""The exam as it would be on paper: pure and frozen. No clock, no randomness, no I/O."""
