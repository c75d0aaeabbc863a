"""Replies: what they need to be personal and complete, and what must not leave the desk in one."""
