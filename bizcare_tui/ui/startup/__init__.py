"""The start of the app and its end: first rows, tour, questions, crash report, terminal."""
