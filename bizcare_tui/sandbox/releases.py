"""PrestaShop's list of releases as the sandbox serves it; like the real one, unsorted and undated."""

from __future__ import annotations

RELEASES = [
    {
        "version": version,
        "distribution": distribution,
        "stability": stability,
        "php_min_version": least,
        "php_max_version": most,
    }
    for version, distribution, stability, least, most in (
        ("8.2.3", "open_source", "stable", "7.2.5", "8.1"),
        ("9.1.1", "classic", "stable", "8.1", "8.5"),
        ("9.1.0", "open_source", "stable", "8.1", "8.5"),
        ("9.0.3", "open_source", "stable", "8.1", "8.4"),
        ("9.2.0", "open_source", "beta", "8.1", "8.5"),
        ("1.7.8.11", "open_source", "stable", "7.1", "7.4"),
    )
]
