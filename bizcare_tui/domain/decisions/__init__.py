"""Decisions on rejections and refunds: a person's answers, the missing answers, and the letter."""
