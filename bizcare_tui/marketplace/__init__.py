"""The Seller API: client, wire rows, sync, and the sandbox."""
