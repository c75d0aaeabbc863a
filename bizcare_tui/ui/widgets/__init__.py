"""The parts of a screen: inbox, conversation, bar, composer, lines."""
