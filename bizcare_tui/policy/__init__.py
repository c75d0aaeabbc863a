"""The rules of Business Care as data."""
