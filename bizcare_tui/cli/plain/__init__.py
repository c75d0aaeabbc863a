"""`bizcare --plain`: question by question, for screen readers and simple terminals."""
