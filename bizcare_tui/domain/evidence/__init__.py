"""Evidence for and against each ground for rejecting a request, from stored data and from messages."""
