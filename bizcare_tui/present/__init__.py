"""How things are shown, shared by the app and the commands: labels, dates, cells. No Textual."""
