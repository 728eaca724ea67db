"""Whether a statement costs the same with a hundred times as many sessions."""
