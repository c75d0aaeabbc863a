"""What a request asks for, and which clocks and ways out that leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from bizcare_tui.domain.words import any_of, flat


class Kind(StrEnum):
    """What a request asks for: the first question that the help centre has a seller ask."""

    INSTALLATION = "installation"
    CONFIGURATION = "configuration"
    TECHNICAL = "technical"
    OTHER = "other"


class WayOut(StrEnum):
    """How a request can come to its end."""

    ANSWER = "answer"
    FIX = "fix"
    REFUND = "refund"
    REFUSE = "refuse"
    NO_ANSWER = "no_answer"


# An error of the product is mended within 30 days, or the purchase is refunded; what is installed or set
# up is answered, or refused on a ground. Source: partner help centre, handling support requests.
WAYS_OUT: Mapping[Kind | None, tuple[WayOut, ...]] = {
    Kind.INSTALLATION: (WayOut.ANSWER, WayOut.REFUSE, WayOut.REFUND),
    Kind.CONFIGURATION: (WayOut.ANSWER, WayOut.REFUSE),
    Kind.TECHNICAL: (WayOut.ANSWER, WayOut.FIX, WayOut.REFUND, WayOut.REFUSE),
    Kind.OTHER: (WayOut.ANSWER, WayOut.REFUSE, WayOut.REFUND, WayOut.NO_ANSWER),
    None: tuple(WayOut),
}

_LOOKED_AT = 20_000
_MOST_HITS = 12
_TOPIC = 2.0  # what is in the topic counts double

_INSTALLATION = any_of(
    r"""
    \binstal(?:l|ar|ando|acion|le|ler|er|lation|lazion|lare|lier|owa|acj|lieren|leren)\w{0,8}
    | \bzainstal\w+
    | \bdesinstal\w+ | \bupload\w* | \bhochlad\w+ | \bhochgeladen | \bsubir (?:el|un) (?:zip|modulo|archivo)
    | \btelecharg\w+ | \bdescarg\w+ | \bscaric\w+ | \bdownload\w* | \bherunterlad\w+ | \bpobra\w+
    | \bzip\b | \bmanual(?:ly)? update\b | \bmodule manager\b | \bactualizar el modulo
    | \baggiorna\w* (?:il|del) modulo | \bmettre a jour le module | \bupdate (?:the|my) module
    | \bactivat\w+ the module | \bfichier zip\b | \barchive\b | \binstalki\b | \bwgra\w+ | \buploaden\b
    """
)
_CONFIGURATION = any_of(
    r"""
    \bhow (?:do|can|to|should) \w* | \bwhere (?:do|can|is|are) \w* | \bis it possible\b
    | \bcan i (?:set|change|use|add)
    | \bconfigur\w+ | \bset(?:ting)?s? up\b | \bsettings?\b | \boptions?\b | \btranslat\w+
    | \bcomo (?:puedo|se|hago|cambi|configur|anad|quit|activ)\w* | \bdonde (?:esta|puedo|se)\b
    | \bes posible\b
    | \bajustes\b | \bopcion\w* | \btraduc\w+
    | \bcomment (?:faire|puis|je|on|configur|modifi|ajout|chang|activ|traduir)\w*
    | \bou (?:se trouve|puis|trouver)\b
    | \best-il possible | \best-ce possible | \breglages?\b | \bparametr\w+ | \btradui\w+
    | \bcome (?:posso|si|faccio|fare|cambi|impost|configur|attiv|tradu)\w* | \bdove (?:si|posso|trovo|e)\b
    | \be possibile\b | \bimpostazion\w+ | \bopzion\w+ | \btradu(?:rre|zion)\w*
    | \bwie (?:kann|stelle|richte|mache|bekomme|andere|ubersetze)\w* | \bwo (?:finde|kann|stelle)\b
    | \beinstell\w+
    | \bist es moglich | \bkonfigur\w+ | \bubersetz\w+
    | \bjak (?:moge|mozna|ustawic|zmienic|skonfigurowac|dodac|wlaczyc|przetlumaczyc)\b
    | \bgdzie (?:moge|znajd|jest|sa)\w*
    | \bczy (?:mozna|da sie|jest mozliw)\w* | \bustawi\w+ | \bskonfigur\w+ | \btlumacz\w+
    | \bhoe (?:kan|stel|moet|zet|pas)\b | \bwaar (?:kan|vind|staat)\b | \binstell\w+ | \bis het mogelijk
    | \bvertal\w+
    | \bcomo (?:posso|faco|configuro|altero|traduzo)\b | \bonde (?:posso|fica|encontro|esta)\b
    | \be possivel\b
    | \bconfigurac\w+ | \bdefinico\w+
    """
)
_TECHNICAL = any_of(
    r"""
    \berrors?\b | \berreurs?\b | \berror(?:es|e|i)?\b | \berrore\b | \berrori\b | \bfehler\w* | \bblad\b
    | \bbled\w*
    | \bfout\w* | \berros?\b | \bexception\b | \bfatal\b | \bwarning\b | \b50[0-4]\b | \bstack trace\b
    | \bsqlstate\b
    | \bbugs?\b | \bcrash\w* | \bbroken\b | \bwhite page\b | \bblank page\b | \bpage blanche\b
    | \bpagina en blanco\b
    | \bpagina bianca\b | \bpagina in bianco\b | \bweiss?e seite\b | \bbiala strona\b | \bwitte pagina\b
    | \bpagina em branco\b
    | \b(?:does|do|did|is|are|has)(?:n.t| not) (?:\w+ )?(?:work\w*|show\w*|load\w*|appear\w*|display\w*
      |send\w*|sav\w+|open\w*)
    | \bstopped (?:work|send|show|load)\w* | \bstopped\b | \bnot working\b | \bno longer\b
    | \bstays? (?:empty|white|grey|blank)
    | \bno (?:funciona|carga|aparece|sale|muestra|envia|guarda|abre|llega)\w* | \bdej\w+ de \w+
    | \bha dejado de\b
    | \bse queda\b | \bfalla\w*
    | \bne (?:fonctionne|marche|s.affiche|charge|s.ouvre|part|s.envoie|passe)\w* | \bn.affiche\w*
    | \bne \w+ plus\b
    | \bplante\w* | \bbloque\w*
    | \bnon (?:funziona|carica|appare|compare|si apre|si vede|invia|salva|va|mostra|trova)\w*
    | \bsmesso di\b
    | \bsi blocca\b | \bresta (?:bianca|vuota)
    | \bfunktioniert (?:\w+ )?(?:nicht|nich|ned)\b
    | \b(?:geht|ladt|erscheint|zeigt|sendet|offnet) (?:\w+ ){0,3}nicht\b
    | \bkaputt\b | \bnicht mehr\b | \bsturzt\b | \bhangt\b
    | \bnie (?:dziala|laduje|wyswietla|pokazuje|wysyla|zapisuje|otwiera)\w* | \bprzestal\w* | \bzawiesza\w*
    | \bwerkt (?:\w+ )?niet\b | \bdoet (?:\w+ )?niets?\b | \bverschijnt niet\b | \blaadt niet\b
    | \bnao (?:funciona|carrega|aparece|mostra|envia|grava|abre)\w* | \bdeixou de\b
    | \bdoppelt\b | \btwice\b | \ben double\b | \bdobles?\b | \bdoppi\w*\b | \bgets? stuck\b | \bstuck\b
    | \bwrong\b
    | \bsince the (?:last )?update | \bdesde la actualizacion | \bdepuis la mise a jour
    | \bdopo l.aggiornamento
    | \bseit dem update | \bod aktualizacji | \bpo aktualizacji | \bsinds de update | \bdesde a atualizacao
    """
)
_OTHER = any_of(
    r"""
    \binvoices?\b | \bfacturas?\b | \bfactures?\b | \bfattur\w+ | \brechnung\w* | \bfaktur\w+
    | \bfactuur\b | \bfatura\b
    | \brefund\w* | \breembols\w+ | \brembours\w+ | \brimbors\w+ | \bruckerstatt\w+ | \bgeld zuruck\b
    | \bzwrot\w*
    | \bterugbetal\w+ | \bgeld terug\b | \bdevolucion\b
    | \blicen[cs]es?\b | \blicencias?\b | \blicenz\w+ | \blizenz\w* | \blicencj\w+ | \blicentie\b
    | \blicencas?\b
    | \bbefore (?:i )?buy\w* | \bbefore purchas\w+ | \bantes de comprar\b | \bavant (?:d.acheter|achat)\b
    | \bprima di (?:comprare|acquistare)\b | \bvor dem kauf\b | \bprzed zakupem\b
    | \bvoor (?:ik koop|aankoop)\b
    | \bvat\b | \biva\b | \btva\b | \bust-?id\b | \bnip\b | \bbtw\b | \bprice\b | \bprecio\b | \bprix\b
    | \bprezzo\b
    | \bpreis\b | \bcena\b | \bdiscount\b | \bdescuento\b | \bremise\b | \bsconto\b | \brabatt?\b
    | \bquote\b | \bpresupuesto\b | \bdevis\b | \bpreventivo\b | \bangebot\b | \bwycen\w+ | \bofferte\b
    | \borcamento\b
    | \bcustom (?:work|development)\b | \bthank(?:s| you)\b | \bmuchas gracias\b | \bmerci beaucoup\b
    | \bgrazie mille\b
    | \bvielen dank fur\b | \bfor me and my\b | \bby mistake\b | \bpor error compr\w+ | \bpar erreur\b
    | \bper errore\b
    """
)
# A pasted log: nobody pastes one to ask how something is set up.
_LOG = re.compile(
    r"(?:#\d{1,3} |stack trace|uncaught |sqlstate\[|\.php(?::\d+|\(\d+\)| (?:on )?line)|fatal error)"
)
_WORDS: Mapping[Kind, re.Pattern[str]] = {
    Kind.TECHNICAL: re.compile(_TECHNICAL),
    Kind.INSTALLATION: re.compile(_INSTALLATION),
    Kind.CONFIGURATION: re.compile(_CONFIGURATION),
    Kind.OTHER: re.compile(_OTHER),
}
# Words of courtesy and of money stand in many requests about something else.
_WEIGHT = {Kind.OTHER: 0.9, Kind.INSTALLATION: 1.2}


def propose_kind(topic: str, asked: str) -> Kind | None:
    """The kind that topic and the customer's words speak of; None where they do not tell.

    Of Spanish, French, English, Italian, German, Polish, Dutch and Portuguese. A person decides.
    """
    title, text = flat(topic[:_LOOKED_AT]), flat(asked[:_LOOKED_AT])
    scores = {
        kind: _WEIGHT.get(kind, 1.0) * (_TOPIC * _hits(pattern, title) + _hits(pattern, text))
        for kind, pattern in _WORDS.items()
    }
    if _LOG.search(text):
        scores[Kind.TECHNICAL] += 2.0
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] else None


def _hits(pattern: re.Pattern[str], text: str) -> int:
    """How many different things a pattern finds."""
    found = set()
    for hit in pattern.finditer(text):
        found.add(hit[0])
        if len(found) == _MOST_HITS:
            break
    return len(found)
