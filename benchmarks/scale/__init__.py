"""Whether a request costs the same when the table has a hundred times as many sessions."""
