"""The facts that a technical request lacks, and the questions that ask the customer for them."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from bizcare_tui.domain.prose import own_parts
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import any_of, fold
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _


class Fact(StrEnum):
    """A fact that is needed to reproduce a problem."""

    VERSION = "version"
    SHOP = "shop"
    STEPS = "steps"
    ERROR = "error"
    SCREENSHOTS = "screenshots"

    @property
    def shown(self) -> str:
        """The name of the fact, for the seller."""
        return {
            Fact.VERSION: _("version"),
            Fact.SHOP: _("shop"),
            Fact.STEPS: _("steps"),
            Fact.ERROR: _("error"),
            Fact.SCREENSHOTS: _("screenshots"),
        }[self]


_MAX_LENGTH = 20_000  # characters of the customer's text that are searched

# These patterns are matched against folded text, which has no capitals and accents.
_TECHNICAL = re.compile(
    r"\b"
    + any_of(
        r"""
    # the product does not work, fails, is blank, hangs
    no (?:me |nos |se |le )?(?:funciona|carga|aparece|sale|deja|va|muestra|instala|actualiza
      | guarda|envia|calcula|puedo|podemos)\w* | (?:ha )?deja(?:do|ron)? de\b | falla\w*
    | se (?:queda|bloquea|cuelga|rompe)\w* | roto | rota
    | ne (?:fonctionne|marche|charge|s'affiche|s'installe|apparait|passe|peux|peut)\w*
    | (?:fonctionne|marche|affiche) (?:pas|plus) | plante\w* | bloque\w* | casse\w* | page blanche
    | ecran blanc | pantalla (?:en )?blanc[oa] | pagina (?:en )?blanc[oa]
    | (?:do|does|did|is|are|was|will|can)(?:n't| not|not) (?:work|load|show|install|save|appear
      | update|send|display)\w* | not (?:working|loading|showing|saving|sending|displayed)
    | stopped working | broken | breaks | crash\w* | blank page | white (?:page|screen) | stuck
    | hangs | fails? | failed | failing
    | non (?:funziona|si (?:carica|vede|installa|aggiorna|apre)|carica|appare|compare|riesco
      | salva)\w* | smesso di | si blocca | schermata bianca | pagina bianca
    | (?:funktioniert|geht|ladt|erscheint|lasst sich|klappt)\w* (?:\w+ ){0,4}nicht | geht nicht
    | absturz\w* | absturzt | hangt sich | weisse seite | kaputt
    | nie (?:dziala|laduje|wyswietla|zapisuje|pojawia|moge|da sie|mozna)\w* | przestal\w* dzialac
    | zawiesza | biala strona | pusta strona
    | (?:werkt|laadt|verschijnt|lukt|toont)\w* (?:\w+ ){0,4}niet | werkt niet | vastgelopen
    | loopt vast | witte pagina | stopt
    | nao (?:funciona|carrega|aparece|abre|instala|atualiza|consigo|guarda|envia|mostra)\w*
    | deixou de | deixaram de | bloqueia | pagina em branco
    # errors by name
    | errore?s? | erro | erros | erreurs? | error(?:es)? | fehler\w* | bled\w{0,3} | blad
    | fout(?:en|melding\w*)? | bugs? | fatal | exception | uncaught
    # nothing happens, or a message appears
    | pasa nada | rien ne se passe | se passe rien | nothing (?:happens|is (?:saved|sent|shown))
    | succede niente | passiert nichts | nic sie nie | gebeurt er niets | acontece nada | mensaje
    | message | messaggio | meldung | komunikat | melding | mensagem
    # since a date or a change
    | desde (?:que )?(?:la |el |ayer|hace|actualiz|instal|pus)\w*
    | depuis (?:la |le |que |hier|mardi|lundi)\w*
    | since (?:the |we |i |your |last |yesterday|upgrad|updat|install)\w* | dall'aggiornamento
    | da quando | da ieri | seit (?:dem|der|gestern|heute|letzte\w*)
    | od (?:aktualizacji|czasu|wczoraj|kiedy) | sinds (?:de|gisteren|vandaag) | desde (?:a|o|ontem)
    # something is wrong, duplicated, rejected or missing
    | mal | incorrect\w* | duplicad\w+ | equivocad\w+ | rechaz\w+ | faux | fausse | mauvais\w*
    | refuse\w* | double | wrong\w* | incorrectly | duplicate\w* | rejected | missing | disappear\w*
    | sbagliat\w+ | errat\w+ | duplicat\w+ | rifiutat\w+ | sparit\w+ | falsch\w* | doppelt\w*
    | abgelehnt | verschwunden | fehlt | fehlen | zle | zly | bledn\w+ | podwojn\w+ | znika\w*
    | znikn\w+ | brakuje | verkeerd\w* | dubbel\w* | verdwenen | ontbreekt | errad[oa]s?
    | desaparec\w+ | http 5\d\d | 5\d\d | 404 | sqlstate | stack ?trace | timeout | undefined
    """
    )
    + r"\b"
)
_VERSION = re.compile(
    any_of(
        r"""
    \b(?:ps|prestashop|presta|version|versione|wersj\w+|versie|versao|v)\.? ?(?:es |is |ist |to |:
      | de )?\(?v?(?:1\.[567]|[89])\b | \b(?:1\.[67]\.\d|[89]\.\d\.\d)
    """
    )
)
_ADDRESS = re.compile(
    any_of(
        r"""
    \b(?:https?://(?:www\.)?|www\.)(?!\w*\.?prestashop\.)[\w-]+\.
    | (?<![@\w./-])(?!\w*\.?prestashop\.)[\w-]+(?:\.[\w-]+){0,3}\.(?:com|es|fr|it|de|pl|nl|pt|eu
      | net|org|shop|store|be|ch|at|co\.uk|mx|ar|br|io)\b(?!@)
    """
    )
)
_STEPS = re.compile(
    any_of(
        r"""
    ^ *(?:1[.)]|1°|paso 1|etape 1|step 1|schritt 1|krok 1|stap 1|passo 1)
    | \b(?:pasos|etapes|steps|schritte|kroki|stappen|passi|passos)\b ?[^.\n]{0,30}:
    | \b(?:cuando|al|si|quand|lorsque|lorsqu'\w+|en|when|whenever|if|after|once|as soon as|quando
      | appena|se|dopo|wenn|sobald|nach dem|gdy|kiedy|jak|po|als|wanneer|zodra|na het|ao|depois de
      | despues de|apres|tras)\b[^.!?\n]{0,40}\b(?:clic\w*|click\w*|puls\w+|guard\w+|cliqu\w+
      | enregistr\w+|valid\w+|sav\w+|press\w*|submit\w*|choos\w+|choose|select\w*|chois\w+|pagar
      | finaliz\w+|anad\w+|instal\w+|ajout\w+|passe\w*|(?:premo|salvo|scelgo|seleziono|aggiungo)
      | klick\w*|speicher\w*|auswahl\w*|wahl\w*|druck\w*|klik\w*|zapis\w*|wybier\w*|kies\w*
      | opslaa\w*|opsla|clico|grav\w+|escolh\w+|add\w*|open\w*|abr\w+|ouvr\w+|upload\w*|sub[oi]\w*
      | import\w*|activ\w+|habilit\w+|desactiv\w+|switch\w*|enabl\w+|disabl\w+)\b
    | (?<!\S)\S{1,40} > \S
    """
    ),
    re.MULTILINE,
)
_ERROR = re.compile(
    any_of(
        r"""
    \b(?:fatal error|exception|uncaught|sqlstate|stack ?trace|undefined|http \d{3}|error \d{3,}
      | erreur \d{3,}|errore \d{3,}|fehler \d{3,}|blad \d{3,}|fout \d{3,}|erro \d{3,}|\w*error:
      | 5\d\d (?:error|internal|bad)|404|500|502|503|504|403)\b
    | \b(?:error|erreur|errore|fehler\w*|blad|komunikat|bledu|fout\w*|erro|mensaje|message
      | messaggio|meldung|melding|mensagem|dice|pone|dit|says|said|reads|sagt|steht|zegt|mowi
      | diz)\b[^\n\"'«“„]{0,40}[\"«“„'][^\n]{4,} | \.php\b | \bline \d+ | \bin /\w
    """
    )
)
_SCREENSHOTS = re.compile(
    r"\b"
    + any_of(
        r"""
    capturas? | pantallazos? | imagen(?:es)? adjuntas? | adjunt\w+ | captures?(?: d'ecran)?
    | copies? d'ecran | piece[s]? jointe[s]? | ci-joint\w* | joint\w* | screenshots?
    | screen ?shots? | screens? | print ?screens? | attach\w+ | schermat[ae] | allegat\w+ | allego
    | bildschirmfoto\w* | screenshot\w* | anhang | angehangt | anbei | zrzut\w* | zalacz\w+
    | w zalaczniku | schermafbeelding\w* | schermafdruk\w* | bijlage\w* | bijgevoegd\w*
    | capturas? de (?:ecra|tela) | anexo\w* | em anexo | video | gif
    """
    )
    + r"\b"
)

_INTRODUCTIONS = {
    "es": "Para reproducirlo aquí necesito todavía:",
    "fr": "Pour le reproduire de mon côté, il me manque encore :",
    "en": "To reproduce this here, I still need to know:",
    "it": "Per riprodurlo qui mi serve ancora:",
    "de": "Um es hier nachzustellen, brauche ich noch:",
    "pl": "Żeby odtworzyć to u siebie, potrzebuję jeszcze:",
    "nl": "Om dit hier na te bootsen heb ik nog nodig:",
    "pt": "Para o reproduzir aqui ainda preciso de:",
}
_QUESTIONS = {
    "es": {
        Fact.VERSION: "¿Qué versión de PrestaShop y del módulo tiene instaladas?",
        Fact.SHOP: "¿En qué tienda ocurre? Con la dirección de la página puedo ir directo al sitio.",
        Fact.STEPS: "¿Qué pasos da, uno a uno, hasta que aparece el problema, y qué esperaba que ocurriera?",
        Fact.ERROR: "¿Qué dice exactamente el error, o el registro (Parámetros avanzados > Registros)?",
        Fact.SCREENSHOTS: "¿Puede adjuntar una captura de lo que ve y de la configuración del módulo?",
    },
    "fr": {
        Fact.VERSION: "Quelles versions de PrestaShop et du module utilisez-vous ?",
        Fact.SHOP: "Sur quelle boutique cela se produit-il ? L'adresse de la page m'y mène directement.",
        Fact.STEPS: "Que faites-vous, étape par étape, jusqu'au problème, et qu'attendiez-vous ?",
        Fact.ERROR: "Que dit exactement le message d'erreur, ou le journal (Paramètres avancés > Logs) ?",
        Fact.SCREENSHOTS: "Pouvez-vous joindre une capture de ce que vous voyez et des réglages du module ?",
    },
    "en": {
        Fact.VERSION: "Which versions of PrestaShop and of the module do you use?",
        Fact.SHOP: "In which shop does it happen? The address of the page takes me straight there.",
        Fact.STEPS: "What do you do, step by step, until the problem shows, and what did you expect instead?",
        Fact.ERROR: "What exactly does the error message say, or the log (Advanced Parameters > Logs)?",
        Fact.SCREENSHOTS: "Could you attach a screenshot of what you see and of the module's settings?",
    },
    "it": {
        Fact.VERSION: "Quali versioni di PrestaShop e del modulo sono installate?",
        Fact.SHOP: "In quale negozio succede? L'indirizzo della pagina mi porta direttamente lì.",
        Fact.STEPS: "Che cosa fa, passo per passo, fino al problema, e che cosa si aspettava invece?",
        Fact.ERROR: "Che cosa dice esattamente l'errore, o il registro (Parametri avanzati > Log)?",
        Fact.SCREENSHOTS: "Può allegare una schermata di quello che vede e delle impostazioni del modulo?",
    },
    "de": {
        Fact.VERSION: "Welche Versionen von PrestaShop und vom Modul sind installiert?",
        Fact.SHOP: "In welchem Shop tritt es auf? Mit der Adresse der Seite bin ich gleich dort.",
        Fact.STEPS: "Was tun Sie Schritt für Schritt bis zum Problem, und was hätten Sie erwartet?",
        Fact.ERROR: "Wie lautet die Fehlermeldung genau, oder das Protokoll (Erweitert > Log)?",
        Fact.SCREENSHOTS: "Können Sie Screenshots davon und von den Einstellungen des Moduls anhängen?",
    },
    "pl": {
        Fact.VERSION: "Jakie wersje PrestaShop i modułu są zainstalowane?",
        Fact.SHOP: "W którym sklepie to występuje? Adres strony zaprowadzi mnie prosto do celu.",
        Fact.STEPS: "Co krok po kroku prowadzi do problemu i co powinno się stać zamiast tego?",
        Fact.ERROR: "Jak dokładnie brzmi komunikat błędu lub wpis w logu (Zaawansowane > Logi)?",
        Fact.SCREENSHOTS: "Czy można załączyć zrzut ekranu tego, co widać, i ustawień modułu?",
    },
    "nl": {
        Fact.VERSION: "Welke versies van PrestaShop en van de module gebruikt u?",
        Fact.SHOP: "In welke winkel gebeurt het? Met het adres van de pagina vind ik de plek meteen.",
        Fact.STEPS: "Wat doet u stap voor stap tot het probleem optreedt, en wat had u verwacht?",
        Fact.ERROR: "Wat zegt de foutmelding precies, of het logboek (Geavanceerd > Logboeken)?",
        Fact.SCREENSHOTS: "Kunt u een schermafbeelding bijvoegen van wat u ziet en van de instellingen?",
    },
    "pt": {
        Fact.VERSION: "Que versões do PrestaShop e do módulo tem instaladas?",
        Fact.SHOP: "Em que loja acontece? Com o endereço da página vou direto ao sítio.",
        Fact.STEPS: "O que faz, passo a passo, até aparecer o problema, e o que esperava que acontecesse?",
        Fact.ERROR: "O que diz exatamente o erro, ou o registo (Parâmetros avançados > Registos)?",
        Fact.SCREENSHOTS: "Pode anexar uma captura de ecrã do que vê e da configuração do módulo?",
    },
}


def looks_technical(ticket: Ticket) -> bool:
    """Return whether the customer reports that something does not work, rather than asks a question."""
    return _TECHNICAL.search(f"{fold(ticket.topic)}\n{_customer_text(ticket)}") is not None


def missing_facts(ticket: Ticket) -> tuple[Fact, ...]:
    """Return the facts that neither the customer's messages nor the Marketplace's data contain.

    In doubt a fact counts as present: to ask for what the customer already wrote does more harm than not to
    ask.
    """
    text = f"{fold(ticket.topic)}\n{_customer_text(ticket)}"
    signs = {
        Fact.VERSION: bool(ticket.prestashop_version) or _VERSION.search(text),
        Fact.SHOP: bool(ticket.shop) or _ADDRESS.search(text),
        Fact.STEPS: _STEPS.search(text),
        Fact.ERROR: _ERROR.search(text),
        Fact.SCREENSHOTS: _SCREENSHOTS.search(text),
    }
    return tuple(fact for fact, sign in signs.items() if not sign)


def questions(language: str | None, missing: Collection[Fact]) -> str:
    """Return the questions for the missing facts, in the customer's language; in English if it is unknown."""
    code = language if language in _QUESTIONS else "en"
    lines = (f"- {question}" for fact, question in _QUESTIONS[code].items() if fact in missing)
    return "\n".join((_INTRODUCTIONS[code], "", *lines)) if missing else ""


def _customer_text(ticket: Ticket) -> str:
    texts = ((message.text, message.author is not Author.SELLER) for message in ticket.messages)
    return fold(own_parts(texts)[:_MAX_LENGTH])
