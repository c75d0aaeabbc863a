"""What a person at the desk does: one door for the app and the commands."""
