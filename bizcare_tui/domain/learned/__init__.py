"""Judgements learned from labelled texts: what a sentence shows, weighed by a linear model."""
