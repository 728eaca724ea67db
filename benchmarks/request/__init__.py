"""What one request costs: round trips, CPU, cold start, latency, memory."""
