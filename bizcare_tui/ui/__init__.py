"""The Textual app: screens, widgets, actions, keys and help."""
