"""What goes on beside the screens: sync, sending, presence, loading."""
