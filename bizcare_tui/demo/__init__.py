"""The demo: a made-up account with the work of its people, on a sandbox of its own."""
