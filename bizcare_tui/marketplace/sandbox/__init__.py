"""A Seller API on loopback with believable data, for the demo, the tests and anyone writing a client."""
