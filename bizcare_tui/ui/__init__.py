"""The app: screens, panes, actions, over the desk."""

import os

# Textual paints no sooner than a frame after it painted last, and learns how long one is only here, before
# it is loaded: what is found while one types is not to wait for that.
os.environ.setdefault("TEXTUAL_FPS", "1000")
