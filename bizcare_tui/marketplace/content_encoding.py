"""Decompress the body of an HTTP answer in bounded memory, whatever its uncompressed size."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

# The value of Accept-Encoding. Other codings need extra libraries and can expand by a larger factor.
ACCEPT_ENCODING = "gzip"
_CODINGS = ("gzip", "x-gzip", "deflate")
_PIECE_SIZE = 64 * 1024
_ZLIB_OR_GZIP = 32 + zlib.MAX_WBITS


class BadContentEncoding(Exception):
    """A body is damaged, or compressed with a coding that was not requested."""


def decompress(parts: Iterable[bytes], codings: Iterable[str]) -> Iterator[bytes]:
    """Yield a decompressed body in pieces of at most 64 KB.

    Args:
        parts: the body as it arrives.
        codings: the values of the Content-Encoding headers.

    Raises:
        BadCoding: there are several codings, one other than gzip or deflate, or the body is damaged.
    """
    names = [name for coding in codings if (name := coding.strip().casefold()) not in ("", "identity")]
    if not names:
        yield from parts
        return
    # Nested codings multiply their expansion: gzip applied twice can turn 8 KB into 5 GB.
    if len(names) > 1 or names[0] not in _CODINGS:
        raise BadContentEncoding(", ".join(names))
    decompressor = zlib.decompressobj(_ZLIB_OR_GZIP)
    try:
        for part in parts:
            rest = part
            while rest and not decompressor.eof:
                piece = decompressor.decompress(rest, _PIECE_SIZE)
                rest = decompressor.unconsumed_tail
                if piece:
                    yield piece
    except zlib.error as error:
        raise BadContentEncoding(str(error)) from None
    if not decompressor.eof:
        raise BadContentEncoding("cut off")
