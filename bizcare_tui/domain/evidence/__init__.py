"""Evidence: for each ground of refusal what speaks for it and against it, from data and from texts."""
