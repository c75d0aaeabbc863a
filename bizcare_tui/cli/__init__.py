"""The command-line commands of `bizcare`, each a thin layer over the `desk` package."""
