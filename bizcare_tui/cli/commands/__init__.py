"""One module for each command of `bizcare`, with its arguments, what it does and its output."""
