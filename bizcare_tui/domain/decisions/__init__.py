"""Decisions: what a person answers on the way to a rejection or a refund, what is missing, and the letter."""
