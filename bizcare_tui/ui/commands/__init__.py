"""The commands of every screen: what a person can do, with which keys."""
