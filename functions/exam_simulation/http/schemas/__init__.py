"""What goes over the wire: bodies of requests and of responses."""
