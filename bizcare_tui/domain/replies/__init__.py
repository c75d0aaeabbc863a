"""Check that a reply is personal and complete, and that it has nothing that must not be sent."""
