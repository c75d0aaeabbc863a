"""Detect whether a reply mentions an attached file."""

from __future__ import annotations

import re

from bizcare_tui.domain.prose import own_words
from bizcare_tui.domain.text_folding import any_of, flat

_MENTION = re.compile(
    r"\b"
    + any_of(
        r"""
    (?:te |le |os |les )?adjunt(?:o|amos|e|e un|ado|ada|ados|adas)\b | archivo adjunto
    | en (?:el )?adjunto | va adjunt\w+ | ci-joint\w* | en piece jointe | piece jointe
    | je (?:vous |te )?joins | nous (?:vous )?joignons | (?:est|sont) joint[es]*\b
    | (?:i|we)(?:'ve| have)? attach(?:ed)?
    | attached (?:you|is|are|file|zip|patch|version|screenshot) | (?:is|are) attached
    | find (?:it |them )?attached | see (?:the )?attach\w+ | in (?:the )?attachment | enclosed
    | in allegato | (?:le |ti |vi )?allego\b | alleghiamo | file allegato | trova allegat\w+
    | im anhang | anbei | angehangt\w* | hange ich | beigefugt\w* | als anhang | w zalaczniku
    | zalaczam | w zalaczeniu | zalaczony | dolaczam | in (?:de )?bijlage | bijgevoegd\w*
    | als bijlage | ik voeg .{1,30} (?:bij|toe)\b | em anexo | anexo (?:o|a|um|uma|aqui)
    | segue (?:em )?anex\w* | junto envio | anexei | anexamos
    """
    )
)
# The customer is asked to attach something, so the reply itself needs no file.
_REQUEST = re.compile(
    r"\b"
    + any_of(
        r"""
    puede\w* | podria\w* | pouvez | pourriez | peux | could | can | would | please(?! find) | puo | potrebbe
    | puoi | konnen | konnten | bitte | prosze | czy | kunt | kun | pode\w* | adjunta | adjunte
    | joignez | joindre | attach (?:a|the|it|your) | alleghi | allegare | si (?:me|nos|lo)
    | dans votre | en su | in your | vous avez joint | you (?:attached|sent) | adjuntaste
    | ha adjuntado | que (?:me |nos )?adjunt\w+
    """
    )
    + r"\b"
)


def find_attachment_mention(text: str) -> tuple[int, int] | None:
    """Return start and end of the phrase that mentions an attached file, or None if there is none.

    Quoted lines and requests for a file from the customer do not count.
    """
    folded = flat(own_words(text))
    for found in _MENTION.finditer(folded):
        start = max(folded.rfind(mark, 0, found.start()) for mark in ".!?\n") + 1
        if not _REQUEST.search(folded, start, found.end()):
            return found.span()
    return None
