"""Screens and dialogs, and their base classes."""
