"""Detection of automatic answers, which do not stop the clock."""

from __future__ import annotations

import re

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.text_folding import fold_line
from bizcare_tui.domain.threads import Author

# In seconds: a person needs longer than this to read and answer a request.
QUICK_SECONDS = 60.0

# In characters: a longer text that says "we have received your message" may also answer it.
_LONGEST_RECEIPT = 600

# Texts are folded before they are matched, so these patterns have no capitals and accents.
SAYS_SO = (
    # Spanish
    r"(este|esto) es (un mensaje|un correo|una respuesta) (automatic|generad[oa] automatic)",
    r"(mensaje|correo|respuesta) (ha sido |fue )?(generad|enviad)[oa] automaticamente",
    r"respuesta automatica:",
    # French
    r"ceci est (un message|un e-?mail|un courriel|une reponse) automati",
    r"(message|e-?mail|courriel|reponse) (a ete )?(genere|envoye)e? automatiquement",
    r"reponse automatique ?:",
    # English
    r"this is an auto(-| )?(mated|matic|matically|reply|response|generated|responder)",
    r"(message|e-?mail|reply|response) (was|is|has been) (automatically|auto-) ?(generated|sent)",
    r"(automatic|automated|auto-?) ?(reply|response):",
    r"i am (currently )?out of (the )?office",
    # Italian
    r"questo e un (messaggio|e-?mail)( di risposta)? (automatic|generat[oa] automatic)",
    r"questa e una (risposta|e-?mail) (automatic|generata automatic)",
    r"(messaggio|risposta) (e stat[oa] )?(generat|inviat)[oa] automaticamente",
    r"risposta automatica:",
    # German
    r"(dies|das|hierbei) (ist|handelt es sich um) eine automati(sche|sierte|sch) ",
    r"diese (nachricht|e-?mail|antwort) wurde automatisch",
    r"automatische antwort:",
    # Polish
    r"to jest ((wiadomosc|odpowiedz) )?(automatyczna|(wy)?generowana automatycznie)",
    r"(wiadomosc|odpowiedz) (zostala )?(wygenerowana|wyslana) automatycznie",
    r"automatyczna odpowiedz:",
    # Dutch
    r"dit is een (automatisch|geautomatiseerd)",
    r"(dit bericht|deze e-?mail|dit antwoord|deze reactie) (is|werd|wordt) automatisch",
    r"automatisch antwoord:",
    # Portuguese
    r"est[ea] e uma? (mensagem|e-?mail|resposta) automatic",
    r"(mensagem|e-?mail|resposta) (foi )?(gerad|enviad)[oa] automaticamente",
    r"resposta automatica:",
)
ACKNOWLEDGES = (
    # Spanish
    r"hemos recibido (correctamente )?(su|tu|vuestr[oa]) (mensaje|consulta|solicitud|peticion|ticket)",
    r"(su|tu) (mensaje|consulta|solicitud|peticion|ticket) ha sido (recibid|registrad|cread)[oa]",
    r"no respond(a|as|er) a este (mensaje|correo)",
    # French
    r"nous avons bien (recu|pris en compte) votre (message|demande|ticket|question)",
    r"votre (message|demande|ticket) a (bien )?ete (recue?|enregistree?|prise? en compte|creee?)",
    r"(ne pas|merci de ne pas|ne) repond(re|ez)( pas)? a (ce|cet) (message|e-?mail|courriel)",
    # English
    r"we have (successfully )?received your (message|request|ticket|enquiry|inquiry|question)",
    r"your (message|request|ticket|enquiry|inquiry) has been (received|registered|created|logged)",
    r"(do not|don't) (reply|respond) to this (message|e-?mail)",
    # Italian
    r"abbiamo ricevuto (correttamente )?(il|la) (su|tu|vostr)[oa] (messaggio|ticket|richiesta)",
    r"(la (sua|tua) richiesta|il (suo|tuo) (messaggio|ticket)) e stat[oa] (ricevut|registrat|creat)[oa]",
    r"non rispond(ere|a|i) a quest[ao] (messaggio|e-?mail)",
    # German
    r"wir haben (ihre|deine) (nachricht|anfrage|ticket) (erfolgreich )?erhalten",
    r"(ihre|deine) (nachricht|anfrage) (ist (bei uns )?eingegangen|wurde (registriert|erfasst|empfangen))",
    r"antworten sie (bitte )?nicht auf diese (nachricht|e-?mail)",
    # Polish
    r"otrzymalismy (twoja|panstwa|pana|pani) (wiadomosc|zgloszenie|prosbe|zapytanie)",
    r"(twoje|panstwa) zgloszenie zostalo (przyjete|zarejestrowane|utworzone)",
    r"(prosimy )?nie odpowiada(c|j) na (te|ta) wiadomosc",
    r"potwierdzamy (otrzymanie|przyjecie) ((panstwa|twojego) )?(wiadomosci|zgloszenia)",
    # Dutch
    r"(wij|we) hebben (uw|je|jouw) (bericht|vraag|ticket|verzoek|melding) (in goede orde )?ontvangen",
    r"(uw|je|jouw) (bericht|vraag|ticket|verzoek|melding) (is|werd) (goed )?(ontvangen|geregistreerd)",
    r"(antwoord|reageer)( a\.u\.b\.| alstublieft)? niet op (dit bericht|deze e-?mail)",
    # Portuguese
    r"recebemos (a |o )?(sua|seu|vossa|vosso|tua|teu) (mensagem|pedido|solicitacao|ticket|contac?to)",
    r"(sua|seu|vossa|vosso) (mensagem|pedido|solicitacao|chamado) foi (recebid|regist(r)?ad|criad|abert)[oa]",
    r"nao respond(a|er) a est[ea] (mensagem|e-?mail)",
)
_SAYS_SO = re.compile(rf"\b(?:{'|'.join(SAYS_SO)})")
_ACKNOWLEDGES = re.compile(rf"\b(?:{'|'.join(ACKNOWLEDGES)})")
# Every text that `_SAYS_SO` matches contains one of these: a quick test that excludes most messages.
_HINTS = ("auto", "office")


def is_automatic(
    author: Author, text: str, *, seconds_after: float | None = None, as_quick_elsewhere: int = 0
) -> bool | None:
    """Return whether a machine wrote this message; None when that cannot be determined.

    A seller's message is automatic when its unquoted words say so (see `reads_automatic`), or when it came
    quickly after a request (`is_quick`) and the same text did so in at least one other thread. A message of
    unknown author is automatic when its words say so. A customer's message never is. A person's mark
    overrules all this; the caller must check for one.

    Args:
        seconds_after: the time since the customer's message before it, None when there is none.
        as_quick_elsewhere: the number of other threads in which the same text came as quickly.
    """
    match author:
        case Author.CUSTOMER:
            return False
        case Author.SELLER:
            return reads_automatic(text) or (is_quick(seconds_after) and as_quick_elsewhere > 0)
        case Author.UNKNOWN:
            return reads_automatic(text) or None
        case Author.MARKETPLACE:
            return None


def reads_automatic(text: str) -> bool:
    """Return whether the text, without quotes, says that it is automatic or only acknowledges receipt.

    The patterns are in Spanish, French, English, Italian, German, Polish, Dutch and Portuguese.
    """
    own_words = fold_line(without_quotes(text))
    if any(hint in own_words for hint in _HINTS) and _SAYS_SO.search(own_words):
        return True
    return len(own_words) <= _LONGEST_RECEIPT and _ACKNOWLEDGES.search(own_words) is not None


def is_quick(seconds_after: float | None) -> bool:
    """Return whether an answer came sooner after the request than a person can read and write."""
    return seconds_after is not None and 0 <= seconds_after <= QUICK_SECONDS
