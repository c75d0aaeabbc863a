"""Recognize greetings, thanks, closings and promises, which are polite but answer nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from bizcare_tui.domain.text_folding import any_of, flat

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

# A sentence with one of these says nothing about the ticket, unless it names facts of it.
_COURTESY = re.compile(
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
    | nos pondremos en contacto | nuestr[oa]s (?:tecnicos|desarrolladores|companeros|programadores|expertos)
    | (?:hemos|he) (?:pasado|trasladado|derivado|escalado|reenviado|leido|remitido) | valoramos
    | (?:para nosotros|nos importa|es (?:muy )?importante) | satisf\w+ | encantad[oa]s de | rogamos
    | (?:comprendemos|entendemos) | intentaremos | haremos (?:todo )?lo posible | haremos llegar
    | le mantendremos | al tanto | prioridad | esperamos poder | estudiaremos | se pondra en
    # French
    | merci(?: beaucoup| bien)?(?: de| pour)? | remerci\w+ | desole\w* | excus\w+ | navre\w*
    | nous (?:allons|avons bien note|reviendrons|revenons|regardons|faisons)
    | je (?:vais regarder|regarde ca|reviens vers) | (?:dans les|au) (?:plus brefs|plus vite)
    | des que possible | prochainement | rapidement | reste(?:ons|ns)? a votre disposition
    | n'hesitez pas | patience | equipe technique | transmis\w* | bonne reception
    | bien (?:recu|pris) | pren(?:ons|d) (?:en|note|tres) | prise en charge | votre satisfaction
    | nos (?:equipes?|techniciens|developpeurs|experts) | (?:nous )?comprenons | de notre mieux
    | le necessaire
    | tiendr(?:ons|ai) (?:au courant|informe\w*) | revien(?:dra|drons|drai|t|s) vers vous | a votre ecoute
    | dans l'attente | tout mettre en oeuvre | mettons tout en oeuvre | sommes la pour | priorite
    | veuillez croire
    | (?:j'ai|nous avons) (?:bien )?(?:pris|transmis|transfere|remonte|lu)
    # English
    | thanks?(?: you| a lot| so much)? | sorry | apolog\w+
    | we(?:'ll| will| are going to)? (?:look|looking|check|investigate|get back|come back
      | keep you) | i(?:'ll| will) (?:look|check|get back|come back) | (?:get|come|be) back to you
    | looking into | look into | as soon as (?:possible|we) | shortly | asap | do not hesitate
    | don't hesitate | feel free | patience | patient | understanding | technical team
    | our (?:team|experts?|developers?) | forwarded | noted | rest assured | value your | appreciate
    | bear with us | we understand | passed (?:on|everything|this|it|your) | escalated
    | working on (?:it|this)
    | (?:let|update) you(?: know)? | our (?:best|engineers|specialists|colleagues|technicians|priority)
    | in touch
    | happy to help | keep you (?:posted|updated|informed) | (?:important|matters?) (?:a lot )?to us
    | top priority
    | satisf\w+ | reached? out | taken (?:a )?note | high(?:est)? priority | on top of (?:it|this)
    | hear from us
    # Italian
    | grazie | ringrazi\w+ | scus\w+ | ci scusiamo | dispiace | verificheremo | controlleremo
    | vedremo | analizzeremo | esamineremo | (?:le|ti|vi) (?:faremo|faro) sapere
    | (?:la|ti|vi) (?:aggiorneremo|ricontatteremo|terremo) | appena possibile | al piu presto
    | quanto prima | a (?:sua|tua|vostra) disposizione | non esit\w+ | pazienza | team tecnico
    | reparto tecnico | ci stiamo lavorando
    | stiamo (?:verificando|controllando|lavorando|analizzando) | prendiamo nota
    | abbiamo (?:preso|inoltrato|passato|segnalato|girato|trasmesso) | presa? in carico | ci teniamo
    | (?:la|ti|vi) contatteremo | faremo (?:tutto )?il possibile | comprendiamo | capiamo
    | siamo (?:lieti|spiacenti)
    | soddisfa\w+ | restiamo | i nostri (?:tecnici|sviluppatori|esperti|colleghi) | a breve | priorita
    | ci occuperemo
    | (?:le|ti|vi) risponderemo | daremo notizie | auguriamo
    # German
    | dank\w* | vielen dank | tut (?:uns|mir) (?:sehr )?leid | entschuldig\w+ | bedauern
    | (?:wir|ich) (?:schauen|schaue|sehen|sehe|prufen|prufe|kummern|kummere|werden|melden|melde
      | arbeiten|haben .{0,20}weitergeleitet)
    | (?:so (?:schnell|bald) wie|schnellst)\w* ?(?:moglich)? | in kurze | zeitnah | baldmoglichst
    | stehen (?:wir )?ihnen | zur verfugung | zogern sie nicht | geduld | verstandnis
    | weitergeleitet | technik(?:er|abteilung|team)\w*
    | (?:wir|ich) (?:bemuhen|verstehen|nehmen|geben|leiten|haben (?:es|das|ihre?|ihren|alles)) | rucksprache
    | unsere? (?:techniker|entwickler|kollegen|experten|fachabteilung|team|mitarbeiter) | am herzen
    | auf dem laufenden | zufrieden\w* | freuen uns | in bearbeitung | sobald wir | ihr anliegen | intern
    | hochste\w* prioritat | wichtig | melden uns | horen (?:sie )?von uns
    # Polish
    | dziekuj\w+ | przeprasza\w+ | przykro | sprawdzimy | sprawdze | zajmiemy sie | przyjrzymy
    | przeanalizujemy | pracujemy nad | wrocimy | odezwiemy | damy znac | poinformujemy | odpowiemy
    | jak najszybciej | wkrotce | niezwlocznie | do dyspozycji | cierpliwosc | wyrozumialosc
    | przekaza\w+
    | (?:zgloszenie|sprawa|wiadomosc) (?:zostal\w+ )?przekaz\w+ | rozumiemy | staran | zalezy nam | w trakcie
    | nas[iz]\w* (?:technicy|programisci|specjalisci|zespol|dzial)\w* | trwaja prace | postaramy sie
    | zajmie sie
    | skontaktujemy | zadowol\w+ | pozostajemy | priorytet\w* | damy panstwu znac | wyjasniamy | wyjasnimy
    # Dutch
    | bedankt | dank(?:u|je)?(?: wel)? | excuses | spijtig | sorry | het spijt
    | (?:wij|we|ik) (?:gaan|zullen|kijken|kijk|bekijken|bekijk|onderzoeken|komen|kom|laten|nemen
      | pakken|zoeken) | zo (?:snel|spoedig) mogelijk | binnenkort | tot uw dienst | aarzel niet
    | geduld | begrip | technische (?:dienst|afdeling|team) | doorgestuurd | doorgezet
    | (?:we|wij) begrijpen | onze (?:technici|ontwikkelaars|collega's|specialisten|experts|afdeling|mensen)
    | op de hoogte | (?:contact|terug) (?:met u |bij u )?op | in behandeling | ons (?:uiterste )?best
    | tevreden\w*
    | opgepakt | (?:mee|ermee) bezig | laten (?:we )?u weten | ernaar (?:te )?kijken | erop terug | prioriteit
    | belangrijk | horen (?:snel )?van ons | hopen u
    # Portuguese
    | obrigad[oa]s? | agradec\w+ | lament\w+ | desculp\w+ | pedimos desculpa
    | vamos (?:verificar|analisar|ver|averiguar)
    | (?:estamos|esta) (?:a (?:verificar|analisar|trabalhar)|verificando|analisando|trabalhando)
    | vai analisar | daremos | avisa(?:mos|remos)? | retornaremos | entraremos | assim que possivel
    | (?:o mais )?(?:breve|rapido|depressa) possivel | em breve | ao (?:seu|vosso) dispor
    | a disposicao | nao hesite | paciencia | compreensao | equip[ae] tecnica | pessoal tecnico
    | encaminh\w+ | conte sempre
    | compreendemos | entendemos | (?:os )?nossos? (?:tecnicos|programadores|time|especialistas|equip\w+)
    | faremos (?:tudo )?o possivel | satisf\w+ | entraremos em conta\w+ | manteremos | ficamos (?:a|ao)
    | empenhad\w+ | prioridade | retorno | ja foi (?:encaminhad|registad|reportad)\w+ | tomamos nota
    | importante para
    """
    )
)
_LONGEST_COURTESY = 120  # characters
_NAME_WORDS = 8  # maximum words of a line in a signature; a longer line is part of the body
_SIGNATURE = 4  # how many of the last lines are searched for a closing
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of a text. A sentence does not continue on the next line."""
    return [found.span() for found in _SENTENCE.finditer(text) if found[0].strip()]


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


def body_lines(text: str) -> list[str]:
    """Return the lines of a text without greeting, closing and signature."""
    lines = text.splitlines(keepends=True)
    return [lines[number] for number in _body(lines)]


def body_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line that `body_lines` returns."""
    lines = text.splitlines(keepends=True)
    ends = list(accumulate(map(len, lines)))
    return [(ends[number] - len(lines[number]), ends[number]) for number in _body(lines)]


def _body(lines: Sequence[str]) -> list[int]:
    """Return the indexes of the lines that belong to the body."""
    body = [number for number, line in enumerate(lines) if line.strip()]
    # Short lines after a closing are a signature.
    for closing in body[-_SIGNATURE:]:
        below = [number for number in body if number > closing]
        if _starts_short_line(_CLOSING, lines[closing]) and all(
            len(lines[n].split()) <= _NAME_WORDS for n in below
        ):
            body = [number for number in body if number < closing]
            break
    return [number for number in body if not _starts_short_line(_GREETING, lines[number])]


def _starts_short_line(pattern: re.Pattern[str], line: str) -> bool:
    """Return whether a line begins with the pattern and has little else."""
    return len(line) <= _LONGEST_COURTESY and len(line.split()) < 10 and bool(pattern.match(flat(line)))


def is_courtesy(sentence: str) -> bool:
    """Return whether a sentence only thanks, apologizes, promises or offers."""
    return _COURTESY.search(flat(sentence)) is not None
