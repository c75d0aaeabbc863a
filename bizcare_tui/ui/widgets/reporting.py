"""Post the messages of a widget so that they reach the app."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget


def report(widget: Widget, message: Message) -> None:
    """Post a message from a widget to the widgets around it, the screen and the app.

    Textual takes for the sender whatever handles a message or paints just now, and stops a message at its
    sender. So one posted while the screen paints, or runs the command of a key, would never reach the app.
    """
    widget.post_message(message.set_sender(widget))
