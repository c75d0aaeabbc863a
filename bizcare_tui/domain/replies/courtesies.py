"""Greetings, thanks, closings and promises: what every reply may say, and what answers nobody."""

from __future__ import annotations

import re

from bizcare_tui.domain.words import any_of, flat

_GREETING = re.compile(
    r"^\W*(?:hola|buen[oa]s?(?: dias| tardes| noches)?|estimad\w+|querid\w+|saludos"
    r"|bonjour|bonsoir|salut|cher|chere|madame|monsieur"
    r"|hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|greetings"
    r"|ciao|buongiorno|buonasera|buon pomeriggio|salve|gentil\w+|egregi\w+|car[oa]|spett\w*"
    r"|hallo|guten (?:tag|morgen|abend)|sehr geehrt\w+|liebe[rs]?|moin|servus|gruss gott"
    r"|dzien dobry|witam|czesc|hej|szanown\w+|pani[e]?|pan"
    r"|beste|geachte|dag|goede(?:morgen|middag|dag|navond)|hoi"
    r"|ola|oi|bom dia|boa (?:tarde|noite)|prezad\w+|car[oa]s?|exm\w*|fala|tudo bem)\b"
)
_CLOSING = re.compile(
    r"^\W*"
    + any_of(
        r"""
    (?:un |muchos |reciba |reciban |le |te )?(?:cordial(?:es)? )?(?:saludos?|abrazo) | atentamente
    | cordialmente | hasta (?:pronto|luego) | buen dia
    | (?:bien )?(?:cordialement|a vous|sincerement|amicalement) | belle journee
    | bonne (?:journee|soiree|continuation) | (?:bien )?a vous | salutations | a bientot
    | (?:kind|best|warm|many)? ?(?:regards|wishes) | (?:yours )?sincerely | cheers | thanks
    | thank you | all the best | best | yours | have a (?:nice|good|great) \w+
    | (?:cordiali|distinti|cari|un caro) ?saluti? | saluti | cordialmente
    | buon(?:a)? (?:giornata|lavoro|serata|proseguimento) | a presto | grazie
    | (?:mit )?(?:\w+ )?(?:freundlichen?|besten?|herzlichen?|liebe|viele|beste
      | schone)? ?(?:grusse?n?|gruss|gruse?n?|grus) | mfg | schonen tag | bis bald | herzlichst
    | pozdr\w+ | z (?:powazaniem|pozdrowieniami|wyrazami) | serdecznosci | milego dnia | klaniam sie
    | powodzenia | serdecznie | do uslyszenia
    | (?:met )?(?:vriendelijke|hartelijke|warme)? ?groet(?:en|jes)? | mvg | fijne dag | groetjes
    | hartelijks | succes | (?:com )?(?:os )?(?:melhores )?(?:cumprimentos|saudacoes)
    | atenciosamente | abraco?s? | um abraco | ate (?:mais|breve|logo)
    | (?:continuacao de )?boas vendas | obrigad[oa] | com estima
    """
    )
    + r"\b"
)

# Sentences with one of these say nothing of the ticket, unless they name something of it.
_EMPTY = re.compile(
    r"\b"
    + any_of(
        r"""
    # Spanish
    (?:muchas |mil )?gracias(?: por)? | agradec\w+ | lament\w+ (?:las molestias|los inconvenientes)
    | disculp\w+ | sentimos (?:mucho )?las molestias | perdon\w*
    | (?:lo |la )?(?:vamos a |iremos a )?(?:revisar|mirar|estudiar|analizar|investigar
      | comprobar)(?:emos|lo|la)? ? | estamos (?:trabajando|revisando|en ello|mirando|analizando)
    | (?:le|te|os|les) (?:diremos|informaremos|avisaremos|contestaremos|responderemos
      | mantendremos) | (?:lo antes|tan pronto) (?:posible|como) | en breve | cuanto antes
    | (?:quedamos|quedo|estamos|seguimos) a (?:su|tu|vuestra) disposicion
    | cualquier (?:duda|cosa|consulta|pregunta) | paciencia | equipo tecnico | tomamos nota
    | hemos tomado nota | que tenga\w*
    # French
    | merci(?: beaucoup| bien)?(?: de| pour)? | remerci\w+ | desole\w* | excus\w+ | navre\w*
    | nous (?:allons|avons bien note|reviendrons|revenons|regardons|faisons)
    | je (?:vais regarder|regarde ca|reviens vers) | (?:dans les|au) (?:plus brefs|plus vite)
    | des que possible | prochainement | rapidement | reste(?:ons|ns)? a votre disposition
    | n'hesitez pas | patience | equipe technique | transmis\w* | bonne reception
    # English
    | thanks?(?: you| a lot| so much)? | sorry | apolog\w+
    | we(?:'ll| will| are going to)? (?:look|looking|check|investigate|get back|come back
      | keep you) | i(?:'ll| will) (?:look|check|get back|come back) | (?:get|come|be) back to you
    | looking into | look into | as soon as (?:possible|we) | shortly | asap | do not hesitate
    | don't hesitate | feel free | patience | patient | understanding | technical team
    | our (?:team|experts?|developers?) | forwarded | noted | rest assured | value your | appreciate
    # Italian
    | grazie | ringrazi\w+ | scus\w+ | ci scusiamo | dispiace | verificheremo | controlleremo
    | vedremo | analizzeremo | esamineremo | (?:le|ti|vi) (?:faremo|faro) sapere
    | (?:la|ti|vi) (?:aggiorneremo|ricontatteremo|terremo) | appena possibile | al piu presto
    | quanto prima | a (?:sua|tua|vostra) disposizione | non esit\w+ | pazienza | team tecnico
    | reparto tecnico | ci stiamo lavorando
    | stiamo (?:verificando|controllando|lavorando|analizzando) | prendiamo nota
    # German
    | dank\w* | vielen dank | tut (?:uns|mir) (?:sehr )?leid | entschuldig\w+ | bedauern
    | (?:wir|ich) (?:schauen|schaue|sehen|sehe|prufen|prufe|kummern|kummere|werden|melden|melde
      | arbeiten|haben .{0,20}weitergeleitet)
    | (?:so (?:schnell|bald) wie|schnellst)\w* ?(?:moglich)? | in kurze | zeitnah | baldmoglichst
    | stehen (?:wir )?ihnen | zur verfugung | zogern sie nicht | geduld | verstandnis
    | weitergeleitet | technik(?:er|abteilung|team)\w*
    # Polish
    | dziekuj\w+ | przeprasza\w+ | przykro | sprawdzimy | sprawdze | zajmiemy sie | przyjrzymy
    | przeanalizujemy | pracujemy nad | wrocimy | odezwiemy | damy znac | poinformujemy | odpowiemy
    | jak najszybciej | wkrotce | niezwlocznie | do dyspozycji | cierpliwosc | wyrozumialosc
    | przekaza\w+
    # Dutch
    | bedankt | dank(?:u|je)?(?: wel)? | excuses | spijtig | sorry | het spijt
    | (?:wij|we|ik) (?:gaan|zullen|kijken|kijk|bekijken|bekijk|onderzoeken|komen|kom|laten|nemen
      | pakken|zoeken) | zo (?:snel|spoedig) mogelijk | binnenkort | tot uw dienst | aarzel niet
    | geduld | begrip | technische (?:dienst|afdeling|team) | doorgestuurd | doorgezet
    # Portuguese
    | obrigad[oa]s? | agradec\w+ | lament\w+ | desculp\w+ | pedimos desculpa
    | vamos (?:verificar|analisar|ver|averiguar)
    | (?:estamos|esta) (?:a (?:verificar|analisar|trabalhar)|verificando|analisando|trabalhando)
    | vai analisar | daremos | avisa(?:mos|remos)? | retornaremos | entraremos | assim que possivel
    | (?:o mais )?(?:breve|rapido|depressa) possivel | em breve | ao (?:seu|vosso) dispor
    | a disposicao | nao hesite | paciencia | compreensao | equip[ae] tecnica | pessoal tecnico
    | encaminh\w+ | conte sempre
    """
    )
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text are: start and end of each. A line's end ends one."""
    return [found.span() for found in _SENTENCE.finditer(text) if found[0].strip()]


def is_greeting_or_closing(line: str) -> bool:
    """Whether a line only opens or closes a letter."""
    if len(line) > 120:
        return False
    folded = flat(line)
    return len(line.split()) <= 9 and bool(_GREETING.match(folded) or _CLOSING.match(folded))


def says_nothing(sentence: str) -> bool:
    """Whether a sentence thanks, excuses, promises or offers, rather than tells or asks."""
    return _EMPTY.search(flat(sentence)) is not None
