"""A Seller API server on loopback with realistic data, for the demo, tests and authors of clients."""
