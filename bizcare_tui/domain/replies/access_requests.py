"""Find where a reply asks the customer for a password or for access that needs one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.courtesies import sentence_spans
from bizcare_tui.domain.text_folding import any_of, flat

_WHERE = any_of(
    r"""
    s?ftps? | ssh | cpanel | plesk | phpmyadmin | mysql | sql | database | datenbank
    | base de (?:datos|donnees|dados)
    | baz[aye] danych | bdd? | back[- ]?office | bo | admin\w* | panel\w* | panneau | server\w* | serveur
    | servidor
    | hosting | hebergement | alojamiento | backend | zaplecza | shop | tienda | boutique | negozio
    | sklep\w* | winkel
    | loja | site | sitio | sito | prestashop | verwaltung\w*
    """
)
_TO = (
    r"(?: (?:a|al|a la|a su|au|aux|a votre|a l'|alla?|al vostro|all'|ao|a sua|de|del|du|da|do|di|to"
    r"|to the|to your"
    r"|the|your|su|zum|zu|auf|auf den|in|fur|fur den|tot|tot de|van|van de|en|en la|dans|no|na|your"
    r" shop's|votre|vos"
    r"|ihrem|ihren|ihr|den|die|das)){0,2}"
)
_CREDENTIALS = re.compile(
    r"(?<![^\W_])"
    + any_of(
        rf"""
    (?:\w{{0,20}}[- ]?)?(?:passwor[dt]\w*|passwort\w*|kennwort\w*|wachtwoord\w*) | contrasenas?
    | mots? de passe | mdp | hasl[aoe]\w*
    | senhas? | palavras?[- ]passe | clave (?:de acceso|del? \w+) | login details | logins
    | log-?in (?:data|information)
    | credentials | credenciales | credenciais | credenziali | identifiants? (?:de connexion|d'acces)?
    | identifiants
    | (?:\w{{0,20}}[- ]?)?(?:zugangsdaten|anmeldedaten|logindaten) | dane (?:do logowania|dostepowe|logowania)
    | danych (?:do logowania|dostepowych) | inloggegevens | dados de acesso | dati di accesso
    | datos de acceso
    | (?:los|sus|les|vos|gli|i vostri|os|seus) (?:accesos|acces|accessi|acessos)
    | {_WHERE}[- ](?:access|login|logins|credentials|account|details|zugang|zugriff|toegang|acces
      |acceso|accesso)
    | (?:access|accesos?|acces|access[oi]|acessos?|zugang|zugriff|dostep\w*|toegang){_TO} {_WHERE}
    """
    )
    + r"(?![^\W_])"
)
_GIVE = re.compile(
    r"\b"
    + any_of(
        r"""
    send | give | provide | share | grant | tell | forward | supply | message | let us have
    | envi\w* | mand\w* | facilit\w* | proporcion\w* | pas[ae]\w* | dig(?:a|an|anos|ame) | de(?:me|nos)
    | dar\w* | dejar\w*
    | compart\w* | remit\w* | indi(?:c|qu)\w* | hag\w+ llegar
    | envo\w* | transmet\w* | communiqu\w* | fourni\w* | donn\w* | partag\w* | parvenir
    | invi\w* | forni\w* | dare | darci | darmi | dia | condivid\w* | comunic\w*
    | senden | sende | schick\w* | geben | gib | teilen | mitteilen | nennen | ubermitt\w* | zukommen
    | bereitstell\w*
    | zur verfugung | uberlass\w* | verraten
    | wysl\w* | wyslac | przesl\w* | przesyl\w* | poda\w* | udostepn\w* | przekaz\w* | dac
    | stuur\w* | sturen | geef | geven | deel | delen | doorgev\w* | verstrek\w* | bezorg\w*
    | forne\w* | partilh\w* | facult\w*
    """
    )
    + r"\b"
)
_REQUEST = re.compile(
    r"\b"
    + any_of(
        r"""
    us | me | please | kindly | could you | can you | would you | nos | por favor | podria\w*
    | puede\w* | podeis
    | \w+(?:nos|me|noslo|melo)(?= ) | nous | moi | pourriez | pouvez | merci de | svp | veuillez | ci | mi
    | \w+(?:ci|mi)
    | per favore | cortesemente | potrebbe | puo | puoi | potete | uns | mir | bitte | konnen sie
    | konnten sie | nam
    | prosze | prosimy | ons | mij | kunt u | graag | alstublieft | pode | poderia | podem
    """
    )
    + r"\b"
)
_NEED = re.compile(
    r"\b"
    + any_of(
        r"""
    (?:we|i)(?:'d| would|'ll| will)? (?:also )?(?:need|require|like to have) | necesit(?:o|amos|aria|ariamos)
    | nos hace falta | nos harian? falta
    | (?:nous|j'|on) ?(?:avons|aurions|aurons|ai|aurai|aurais|a|aurait) besoin
    | il (?:nous|me) (?:faut|faudrait) | (?:abbiamo|avremmo|ho|avrei) bisogno | (?:ci|mi) serv\w+
    | (?:wir|ich) (?:brauch|benotig)\w* | (?:brauch|benotig)\w* (?:wir|ich) | potrzebuj(?:e|emy) | potrzebowac
    | (?:we|wij|ik) (?:hebben|heb)\b[^.!?\n]{0,60}\bnodig
    | (?:hebben|heb) (?:we|wij|ik)\b[^.!?\n]{0,60}\bnodig
    | precis(?:o|amos|aria|ariamos)
    """
    )
    + r"(?!\w)"
)
_NEGATED = re.compile(
    r"\b(?:not|n't|never|no|nunca|jamas|sin|ne|n'|pas|jamais|sans|aucune?|non|mai|senza|nessun\w*"
    r"|nicht|kein\w*|nie|ohne"
    r"|niemals|zadn\w*|bez|nigdy|niet|geen|nooit|zonder|nao|nem|sem|nenhum\w*"
    r"|inutil\w*|unnecessary|needless|innecesari\w*|unnotig\w*|zbedn\w*|onnodig\w*|desnecessari\w*"
    r"|instead|rather than"
    r"|plutot que|au lieu d\w*|en (?:lugar|vez) de|invece di|anstatt|statt|zamiast|in plaats van|em"
    r" vez de|avoid\w*"
    r"|evit\w*|vermeid\w*|refrain)\b|n't\b"
)
# The sentence is about the credentials and does not ask for them: "tell us whether the password …".
_ONLY_ABOUT = re.compile(
    r"\b(?:if|whether|when|how|that|si|que|cuando|quand|comment|se|che|come|quando|ob|wann|wie|dass"
    r"|czy|jak|kiedy"
    r"|of|hoe|wanneer|page|link|field|mail|reset\w*|chang\w+|cambi\w*|form\w*|modif\w*|zmien\w*"
    r"|ander\w*|wijzig\w*)\b"
)
_NEAR = 90  # maximum characters between the verb and the thing asked for


def find_access_requests(draft: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each password or access that a reply asks for, at most one per sentence."""
    folded = flat(without_quotes(draft))
    for start, end in sentence_spans(folded):
        sentence = folded[start:end]
        for thing in _CREDENTIALS.finditer(sentence):
            if _is_requested(sentence, thing):
                yield start + thing.start(), start + thing.end()
                break


def _is_requested(sentence: str, thing: re.Match[str]) -> bool:
    verbs = [*_NEED.finditer(sentence)]
    if _REQUEST.search(sentence) or _GIVE.match(sentence.lstrip(" -*•¿¡")):
        verbs += _GIVE.finditer(sentence)
    return any(_asks_for(sentence, verb.span(), thing.span()) for verb in verbs)


def _asks_for(sentence: str, verb: tuple[int, int], thing: tuple[int, int]) -> bool:
    """Return whether a verb asks for a thing near it, and is neither negated nor a question about it."""
    first, last = sorted((verb, thing))
    between = sentence[first[1] : last[0]]
    around = sentence[max(first[0] - 25, 0) : last[1]]
    return len(between) <= _NEAR and not _NEGATED.search(around) and not _ONLY_ABOUT.search(between)
