"""Phrases in six languages that may support a ground; they match folded text within one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.text_folding import any_of

_NEAR = r"[^.!?\n]{0,70}?"
_WIDE = r"[^.!?\n]{0,110}?"


def find_phrases(ground: Ground, sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a folded sentence that may support a ground and are not denied or hypothetical."""
    for pattern in _PHRASES[ground]:
        for found in pattern.finditer(sentence):
            if not _is_denied(ground, sentence, found):
                yield found.span()


def _is_denied(ground: Ground, sentence: str, found: re.Match[str]) -> bool:
    is_fine = ground is Ground.INTERVENTION_OR_THIRD_PARTY and _IS_FINE.search(sentence)
    if is_fine or _is_hypothetical(sentence, found):
        return True
    if ground not in _CAN_BE_DENIED:
        return False
    before, within = sentence[max(found.start() - 40, 0) : found.start()], found[0]
    after = sentence[found.end() : found.end() + 40]
    is_denied = bool(_DENIED_BEFORE.search(before))
    if ground is Ground.NOT_THE_PRODUCT:
        # "without any other module" is a denial; "nothing to do with your module" supports the ground.
        return is_denied and bool(_OTHER_MODULE.match(found[0]))
    if is_denied:
        return True
    if _DENIED.search(within) or _DENIED_AFTER.match(after):
        return True
    return ground is Ground.MODIFIED_CODE and bool(_CONSIDERED.search(sentence[: found.end()]))


def _is_hypothetical(sentence: str, found: re.Match[str]) -> bool:
    clause = re.split("[,;:]", sentence[: found.start()])[-1]
    return bool(_GUESS.search(clause) or _HYPOTHETICAL.search(sentence))


_CAN_BE_DENIED = (Ground.MODIFIED_CODE, Ground.INCOMPATIBLE_DEVELOPMENTS, Ground.NOT_THE_PRODUCT)

_NEGATION = (
    r"(?:nobody|no one|niemand|nadie|personne|nessuno|nikt|not|n't|never|no|nothing|none|without|neither"
    r"|nor|nicht|nichts|kein\w*|niemals|ohne|weder|nada"
    r"|nunca|sin|ni"
    r"|ningun\w*|tampoco|ne|n'|pas|rien|jamais|aucun\w*|sans|non|niente|nulla|nessun\w*|senza|nie|nic"
    r"|nigdy|zadn\w*"
    r"|bez|ani"
    r"|niet|niets|geen|nooit|niemand|zonder|nao|nem|nenhum\w*|ninguem|sem)"
)
_DENIED = re.compile(rf"\b{_NEGATION}\b|n't\b")
_DENIED_BEFORE = re.compile(rf"(?:\b{_NEGATION}|n't)\s+(?:[\w']+\s+){{0,3}}\Z")
_DENIED_AFTER = re.compile(r"\s*(?:[\w']+\s+){0,5}(?:keine?|nicht|none|ninguno|aucun|nessuno|nie ma)\b")
_CONSIDERED = re.compile(
    r"\b"
    + any_of(
        r"""
    (?:should|can|could|may|must|shall) (?:i|we) | do (?:i|we) (?:have|need) to | if (?:i|we)
    | is it (?:ok|allowed|possible)
    | (?:soll|sollen|kann|konnen|darf|durfen|muss|mussen|sollte|sollten) (?:ich|wir|man)
    | (?:wenn|falls|ob) (?:ich|wir|man)
    | (?:puedo|podemos|debo|debemos|tengo que|tenemos que|hay que|se puede|deberia|deberiamos)
    | si (?:modific|cambi|edit)\w+
    | (?:puis je|puis-je|peut on|peut-on|dois je|dois-je|doit on|doit-on|faut il|faut-il|devons nous
      |devons-nous|est ce qu\w*|est-ce qu\w*)
    | si (?:je|on|nous) | (?:posso|possiamo|devo|dobbiamo|si puo|bisogna|dovrei|dovremmo)
    | se (?:modific|cambi)\w+
    | (?:czy|jesli|jezeli) (?:mam|moge|mozemy|powin\w+|trzeba|mozna|musimy|musze|zmien\w+)
    """
    )
    # "Debo decir que…" ("I must say that…") is a statement, not a question.
    + r"\b(?! (?:decir|confesar|admitir|reconocer|dire|ammettere|confessare|avouer|sagen|gestehen"
    r"|zugeben|przyznac))"
)

# A guess in the same clause. A need, a request or a precaution is no guess: "necesito", "in case", "gdyby".
_GUESS = re.compile(
    r"\b(?:could it be|might it be|would (?:i|we) need|do (?:i|we) need|kann es sein|konnte es (?:an|ein)"
    r"|brauchte man|braucht man|puede ser|podria ser|peut[- ]etre|faudrait[- ]il|ai[- ]je besoin"
    r"|puo essere|potrebbe essere|dipendesse|czy to moze|moze to|kan het zijn|zou het kunnen"
    r"|pode ser|poderia ser)\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:falls|wenn)\b[^.!?\n]{0,80}\b(?:wurde|ware|hatte)n?,[^.!?\n]{0,20}\b(?:wurde|ware|hatte)n?\b"
)
_IS_FINE = re.compile(
    r"\b(?:(?:alles|all|everything|todo|tout|tutto|wszystko) (?:is |ist |est |va |jest )?(?:ok|okay|fine"
    r"|bien|bene|gut|dobrze|in ordnung)"
    r"|(?:works|working|funktioniert|geht|funciona|fonctionne|funziona|dziala) (?:fine|well|perfectly|ok"
    r"|okay|einwandfrei|problemlos|gut"
    r"|bien|perfectamente|tres bien|parfaitement|bene|perfettamente|dobrze|bez zarzutu|normalnie"
    r"|normal\w*)|no problem there|vient pas de la|that'?s not it|no es eso|daran liegt es nicht"
    r"|non e quello|to nie to)\b"
)

# --- Ground 6: somebody changed or wrote code --------------------------------------------------------

_CODE = (
    r"(?:files?|code|codebase|templates?|tpl|php|twig|classe?s?|class|core|controllers?|controleurs?"
    r"|overrides?|hooks?|lines?"
    r"|quer(?:y|ies)|tables?|columns?|css|js|javascript|scripts?|methods?|functions?|sql|cron\.php"
    r"|\w+\.(?:tpl|php|js|css|twig|ya?ml|xml)"
    r"|archivos?|ficheros?|codigo|plantillas?|clases?|nucleo|controlador\w*|lineas?|consultas?|tablas?"
    r"|columnas?"
    r"|funcion(?:es)?|metodos?|fichiers?|gabarits?|coeur|noyau|lignes?|requetes?|colonnes?|fonctions?"
    r"|methodes?"
    r"|surcharges?|codice|righe?|riga|tabell[ae]|colonn[ae]|funzion[ei]|metod[oi]|sovrascritture?"
    r"|datei(?:en)?|quelltext\w*|quellcode\w*|code\w*|vorlagen?|klassen?|kern\w*|core\w*|zeilen?"
    r"|abfragen?|tabellen?|spalten?"
    r"|funktion(?:en)?|skripte?|methoden?|plik\w*|kod\w*|szablon\w*|klas\w{1,3}|rdzen\w*|rdzeni\w*"
    r"|kontroler\w*|lini\w{1,3}|linij\w*"
    r"|zapytani\w*|tabel\w*|kolumn\w*|funkcj\w*|skrypt\w*|metod\w*)"
)
_DID_EN = (
    r"(?:modified|changed|edited|adapted|customi[sz]ed|patched|tweaked|rewrote|rewritten|hacked|altered"
    r"|commented out|added"
    r"|inserted|removed|deleted|copied|wrote|written|overrode|overridden|extended|hardcoded|hard-coded"
    r"|touched|adjusted"
    r"|renamed|replaced|forked|pasted|reworked|put)"
)
_DID_ES = (
    r"(?:(?:modific|cambi|edit|adapt|personaliz|retoc|toc|parche|copi|coment|borr|elimin|renombr"
    r"|reemplaz|sustitu|ajust"
    r"|program|desarroll)(?:ad[oa]s?|amos|aron|aste|o|e|i|ido|imos|yo|ieron|ue)"
    r"|reescri(?:to|bio|bimos|bieron|bi)|sobrescri(?:to|bio|bimos|ta)|anadi(?:do|mos|o|eron)?|meti(?:do"
    r"|mos|o|eron)?|puesto"
    r"|pus(?:o|imos|ieron|e)|inserta(?:do|mos|ron)|inserto|hecho|hizo|hicimos|hicieron|escri(?:to|bio"
    r"|bimos))"
)
_DID_FR = (
    r"(?:(?:modifi|chang|edit|adapt|personnalis|retouch|bidouill|bricol|ajout|insere?|comment|copi"
    r"|surcharg|patch|remplac"
    r"|supprim|renomm|retravaill|coll|developp|cod|cree?|touch)(?:ee?s?|e)|reecrit\w*|mis|ecrit\w*"
    r"|refait\w*|repris\w*)"
)
_DID_IT = (
    r"(?:modificat[oaie]|cambiat[oaie]|editat[oaie]|adattat[oaie]|personalizzat[oaie]|ritoccat[oaie]"
    r"|riscritt[oaie]"
    r"|aggiunt[oaie]|inserit[oaie]|commentat[oaie]|copiat[oaie]|sovrascritt[oaie]|sostituit[oaie]"
    r"|rimoss[oaie]|mess[oaie]"
    r"|scritt[oaie]|sviluppat[oaie]|corrett[oaie]|cancellat[oaie]|rinominat[oaie]|fatto|toccat[oaie]"
    r"|sistemat[oaie]"
    r"|tolt[oaie]|incollat[oaie]|rimess[oaie]|duplicat[oaie]|riportat[oaie]|spostat[oaie]|estes[oaie])"
)
_DID_DE = (
    r"(?:angepasst\w*|geandert\w*|verandert\w*|modifiziert\w*|bearbeitet\w*|umgeschrieben\w*|erganzt\w*"
    r"|eingefugt\w*"
    r"|hinzugefugt\w*|auskommentiert\w*|kopiert\w*|uberschrieben\w*|gepatcht\w*|umgebaut\w*|erweitert\w*"
    r"|eingebaut\w*"
    r"|geschrieben\w*|eingespielt\w*|entfernt\w*|geloscht\w*|ersetzt\w*|programmiert\w*|eingetragen"
    r"|herausgenommen"
    r"|rausgenommen|reingeschrieben|umbenannt|individualisiert|abgeandert\w*|gehackt|gebastelt"
    r"|verschoben|editiert)"
)
_DID_PL = (
    r"(?:(?:z?modyfikowa|zmieni|przerobi|edytowa|dostosowa|dopisa|doda|wstawi|zakomentowa|skopiowa"
    r"|przekopiowa|nadpisa"
    r"|przepisa|poprawi|grzeba|usune|usunal|usuna|napisa|wkleil|wklei|podmieni|rozszerzy|stworzy"
    r"|wykomentowa|wrzuci"
    r"|przebudowa|dorobi|zrobi)(?:l\w{0,4}|n[yeaio]\w?|li\w*|to)?)"
)
_DID = f"(?:{'|'.join((_DID_EN, _DID_ES, _DID_FR, _DID_IT, _DID_DE, _DID_PL))})"
# Who did it. This is required because a product's own update also changes files.
_SOMEBODY = (
    r"(?:\b(?:we|i|my|our|us|developer|dev|devs|agency|freelancer|webmaster|programmer|colleague|nephew"
    r"|intern|guy|team|someone"
    r"|wir|ich|unser\w*|mein\w*|entwickler\w*|agentur|programmierer\w*|kolleg\w*|sohn|praktikant\w*"
    r"|dienstleister\w*|techniker\w*"
    r"|hemos|he|nuestr\w+|mi|mis|desarrollador\w*|agencia|informatic\w+|programador\w*|companer\w+"
    r"|sobrino|becari\w+|tecnic\w+|chico"
    r"|nous|on|je|j'ai|j'|notre|nos|mon|ma|developpeu\w+|agence|prestataire|stagiaire|collegue"
    r"|integrat\w+|webmestre|freelance"
    r"|abbiamo|ho|nostr\w+|mio|mia|sviluppator\w+|agenzia|programmator\w+|collega|cugino|tecnic\w+"
    r"|grafic\w+"
    r"|nasz\w*|moj\w*|my|ja|deweloper\w*|programist\w*|agencj\w+|informatyk\w*|koleg\w*|grafik\w*"
    r"|poprzedni\w*|wykonawc\w+"
    r"|ayer|hicieron|wurde\w*|werden|worden|was|were|been|ete|etait|fue|fueron|stat[oaie]|zostal\w*"
    r"|byl\w*|ha|han|hat|haben|habe|a|ont|has|have|had"
    r")\b|\b\w{1,30}(?:lismy|lam|lem|lysmy)\b)"
)
_RAN = r"(?:ran|executed|run|ausgefuhrt|ejecut\w+|execute|lance|eseguit\w+|wykona\w+)"
_MODIFIED = (
    # Person, then verb and object in either order.
    rf"{_SOMEBODY}{_NEAR}\b{_DID}\b{_NEAR}\b{_CODE}\b",
    rf"{_SOMEBODY}{_NEAR}\b{_CODE}\b{_NEAR}\b{_DID}\b",
    rf"\b{_CODE}\b{_NEAR}{_SOMEBODY}{_NEAR}\b{_DID}\b",
    r"\b"
    + any_of(
        r"""
    (?:own|custom|home-?made|self-?written|bespoke) (?:\w+ ){0,2}(?:overrides?|hooks?|class(?:es)?|code
      |modifications?|patch)
    | (?:our|my) (?:own )?(?:\w+ ){0,2}(?:overrides?|modifications?|customi[sz]ations?|patch(?:es)?
      |changes to the code|fork)
    | (?:modified|customi[sz]ed|patched|adapted|edited|forked) (?:version|copy|module|theme|template|files?)
    | child theme\b[^.!?\n]{0,60}\b(?:overrid|templates?|tpl|copied|modified)
    | eigene[rsmn]? (?:\w+ ){0,2}(?:overrides?|hooks?|klassen?|anpassung\w*|code|patch)
    | (?:selbst|selber|eigenhandig) (?:\w+ ){0,3}(?:geschrieben|programmiert|geandert|umgeschrieben
      |eingebaut|angepasst)\w*
    | angepasste[rsnm]? (?:version|modul|theme|template|dateien?)
    | von hand (?:\w+ ){0,6}(?:eingefugt|eingebaut|eingetragen|geandert|erganzt)
    | (?:override|modificaciones|cambios|hook|clase|codigo|plantilla) (?:propi[oa]s?|a medida|casero
      |nuestr[oa]s?) | (?:nuestr[oa]s?|mis?) (?:propi[oa]s? )?(?:override|modificacion\w*
      |cambios en el codigo|parche)
    | version modificada | modulo modificado | plantilla modificada
    | tema hijo\b[^.!?\n]{0,60}(?:plantilla|tpl|copi|modific)
    | (?:surcharge|override|modification|developpement|hook|patch)s? (?:maison|perso\w*|specifique\w*
      |sur mesure) | (?:notre|nos|ma|mes) (?:propre )?(?:surcharges?|overrides?|modifs?|modifications?
      |developpements?|patchs?)
    | version modifiee | module modifie | theme enfant\b[^.!?\n]{0,60}(?:gabarit|tpl|copi|modifi)
    | (?:override|modifiche|hook|classe|codice) (?:propri[oae]?|su misura|fatt[oaie] (?:da noi|in casa)
      |nostr[oaie]) | (?:nostr[oaie]|mi[oae]i?) (?:\w+ )?(?:override|modific\w+|patch)
    | versione modificata | modulo modificato
    | tema (?:child|figlio)\b[^.!?\n]{0,60}(?:template|tpl|copiat|modificat)
    | (?:wlasn\w+|nasz\w*|swoj\w*) (?:\w+ ){0,2}(?:override\w*|nadpisani\w*|modyfikacj\w*|klas\w+|hook\w*
      |latk\w+|poprawk\w*) | zmodyfikowan\w+ (?:modul\w*|szablon\w*|motyw\w*|wersj\w+|plik\w*)
    """
    ),
    r"themes/[\w.-]+/modules/",
    # A relative or friend changed something.
    rf"\b(?:primo|sobrino|cunado|hijo|cousin|neveu|beau-frere|fils|cugino|nipote|cognato|figlio|neffe"
    rf"|schwager|sohn|cousin|nephew|brother|friend"
    rf"|amigo|ami|amico|freund|bekannter|kuzyn|znajomy|syn|szwagier)\b{_NEAR}\b{_DID}\b",
    # Code changed by hand.
    rf"\b(?:by hand|manually|von hand|handisch|manuell|a mano|a la main|manuellement"
    rf"|recznie)\b{_NEAR}\b{_CODE}\b",
    rf"\b{_CODE}\b{_NEAR}\b(?:by hand|manually|von hand|handisch|manuell|a mano|a la main|manuellement"
    rf"|recznie)\b",
    # Tables changed by hand.
    rf"{_SOMEBODY}{_NEAR}\b(?:alter table|drop (?:column|table)|insert into|delete from|update ps_\w+"
    rf"|truncate)\b",
    rf"{_SOMEBODY}{_NEAR}\b(?:phpmyadmin|adminer|sql)\b{_NEAR}\b(?:{_DID}|{_RAN})\b",
    rf"{_SOMEBODY}{_NEAR}\b{_RAN}\b{_NEAR}\b(?:sql|quer\w+|consulta|requete|abfrage|zapytani\w+|phpmyadmin)\b",
)

# --- Ground 5: incompatible modules or customizations ------------------------------------------------

_MODULE = (
    r"(?:modul\w*|plugin\w*|addon\w*|add-on\w*|extension\w*|app|wtyczk\w*|dodat\w+|theme\w*|tema\w*"
    r"|template|plantilla|motyw\w*|szablon\w*)"
)
_OTHER = (
    r"(?:other|another|third-party|(?:an)?otro?s?|otra|autres?|altr[oaie]|ander\w*|fremd\w*|zusatz\w*"
    r"|inn[aeyegom]{1,4}|drug\w+|third party|extern\w*)"
)
_OFF = (
    r"(?:disabl|deactivat|uninstall|switch(?:ed)? off|turn(?:ed)? off|unhook|remov|desactiv|desinstal"
    r"|quit|apag|deshabilit|desactiv"
    r"|desinstall|debranch|coup|retir|disattiv|disabilit|disinstall|tolg|spegn|deaktivier|abschalt"
    r"|ausschalt|schalt\w*|abgeschaltet|deinstallier|ausgeschaltet"
    r"|deaktiviert|entfern|wylacz|odinstal|dezaktyw|usun)\w*"
)
_WORKS = (
    r"(?:work|s'affiche|de nouveau|wieder|de nuevo|di nuovo|znowu|fine|ok\b|okay|problem is gone"
    r"|disappear|goes away|normal|again|funcion|va bien"
    r"|va perfecto|desaparece|se arregla|va\b|carga|marche|fonctionne"
    r"|disparait|rentre dans l'ordre|revient|funziona|va tutto|sparisce|torna|scompare|funktioniert|geht"
    r"|lauft|klappt|verschwindet|weg\b|erscheint|zoomt|stimmt|dziala|znika|jest ok|wraca|pojawia)\w*"
)
_INCOMPATIBLE = (
    r"\b"
    + any_of(
        r"""
    conflict\w* (?:with|between|from) | in conflict | clash\w* with
    | (?:incompatible|interfer\w*|collid\w*) with
    | konflikt\w* (?:mit|zwischen|von)? | vertragt sich | vertragen sich | kollidier\w* | beisst sich
    | beissen sich | (?:kommt|kommen) sich in die quere
    | (?:conflicto|choca|chocan|incompatib\w+|se pelea|se pisan?|interfiere\w*) (?:con|entre|de)
    | entra en conflicto
    | (?:conflit|incompatib\w+|interfere\w*|se marche\w* dessus|s'entend\w* (?:mal|pas)) (?:avec|entre
      |de)? | en conflit
    | (?:conflitto|confligge|incompatib\w+|interferisce|cozza|litiga|si pesta) (?:con|tra|di|fra)
    | in conflitto
    | (?:konflikt\w*|kloci|gryzie|gryza|kolid\w+) (?:sie )?(?:z|ze|pomiedzy|miedzy)? | w konflikcie
    """
    ),
    rf"\b{_OFF}\b(?! (?:tout|all|everything|todo|tutto|alles|wszystko|your|votre|vuestro|su|vostro|ihr"
    rf"|euer|wasz)\b){_WIDE}\b{_WORKS}",
    rf"\b(?:without|ohne|sin|sans|senza|bez)\b (?:\w+ ){{0,5}}\b{_WORKS}",
    rf"\b{_WORKS}{_NEAR}\b(?:when|if|once|after|as soon as|wenn|sobald|nachdem|cuando|si|al|en cuanto"
    rf"|quand|des que|lorsque|se|quando|appena|gdy|kiedy|jak|po)\b (?:\w+ ){{0,4}}{_OFF}",
    r"\b"
    + any_of(
        r"""
    (?:standard|default|classic)[- ]?(?:theme|thema|template)\w*[^.!?\n]{0,80}\b(?:works?|fine|ok
      |funktioniert|geht
      |erscheint|lauft|klappt|plays?|shows?|appears?|not|n't|nicht)\b
    | (?:with|on|in|mit|im|auf) (?:the |dem |der )?(?:classic|default|standard
      |hummingbird)\b[^.!?\n]{0,60}\b(?:work|fine|ok|funktioniert|geht|erscheint|lauft|klappt)\w*
    | (?:con|en) (?:el |la )?(?:tema |plantilla )?(?:classic|por defecto|predeterminad\w+
      |clasic\w+)\b[^.!?\n]{0,60}\b(?:funcion|va|sale|bien|carga)\w*
    | (?:avec|sur|sous) (?:le )?(?:theme )?(?:classic|par defaut|natif
      |d'origine)\b[^.!?\n]{0,60}\b(?:fonctionne|marche|ok|va|s'affiche|bien)\w*
    | (?:con|sul|col|nel) (?:il )?(?:tema )?(?:classic|predefinito|di default
      |standard)\b[^.!?\n]{0,60}\b(?:funziona|va|ok|bene|si vede|si apre|senza problem)\w*
    | (?:na|z|w) (?:motywie |szablonie )?(?:classic|domysln\w+|standardow\w+)\b[^.!?\n]{0,60}\b(?:dziala|ok
      |dobrze|jest)\w*
    |     (?:theme|tema|plantilla|template|motyw|szablon)\w* (?:\w+ ){0,4}(?:overwrit|overrid|break
      |sovrascriv|romp|machac|pis[ae]\b|ecras|cass
      |uberschreib|zerschiess|nadpisuj|psuj)\w*
    | (?:two|both|zwei|beide|dos|ambos|deux|due|entrambi|dwie|dwa|oba)\b[^.!?\n]{0,40}\b(?:copy|copies
      |kopien|copias?|copie|kopie|versions? of jquery)\b
    | (?:desarrollo|modulo|developpement|module|sviluppo|development|extension|entwicklung|erweiterung
      |modul\w*|plugin)\b[^.!?\n]{0,40}
      \b(?:agency|agencia|agence|agenzia|agentur|agencj\w+|freelance\w*|developer|developpeur\w*
      |desarrollador\w*|sviluppator\w+|entwickler\w*|programist\w+)
    | /override\b | theme ist (?:ein )?gekauft\w*
    | tema [^.!?\n]{0,30}(?:agenzia|agencia|agence) | (?:theme|tema) (?:\w+ ){0,3}(?:agentur|agency)
    | (?:custom|bought|purchased|bespoke|themeforest|premium|third-party|tailor-?made) (?:\w+ ){0,2}theme
    | theme (?:\w+ ){0,3}(?:from themeforest|bought|made by|developed by|built by|by another)
    | (?:tema|plantilla) (?:\w+ ){0,3}(?:a medida|comprad[oa]|de themeforest|de terceros|hech[oa] por
      |personalizad[oa])
    | theme (?:\w+ ){0,3}(?:achete|sur mesure|de themeforest|tiers|fait par|developpe par|personnalise)
    | tema (?:\w+ ){0,3}(?:acquistato|comprato|su misura|di themeforest|di terzi|fatto da|personalizzato)
    | (?:gekauft\w*|individuell\w*|eigen\w*|massgeschneidert\w*|fremd\w*) (?:\w+ ){0,2}(?:theme|template
      |thema)
    | (?:kupion\w+|wlasn\w+|indywidualn\w+|szyt\w+|dedykowan\w+) (?:\w+ ){0,2}(?:motyw\w*|szablon\w*|theme)
    """
    ),
    # An existing override; "overrides the price" is a verb and does not count.
    r"\b"
    + any_of(
        r"""
    (?:an?|the|this|that|old|existing|another|some|several|two|three|its|their|our|installs?|has|have|uses?
      |found|with|of) (?:\w+ ){0,2}overrides?\b
    | override (?:of|for|in|from|on|by)\b | overrides? (?:files?|folder) | override/\w+
    | (?:un|el|los|unos|otro|algun|varios|viejo|tenemos|hay|con|del?) (?:\w+ ){0,2}overrides?\b
    | overrides? (?:de|del|en|para|sobre)\b
    | (?:une?|la|le|les|des|cette|cet|ancienne|avec|y a) (?:\w+ ){0,2}(?:surcharges?|overrides?)\b
    | (?:surcharges?|overrides?) (?:de|du|dans|sur|pour)\b
    | (?:un|l'|gli|degli|questo|vecchio|c'e|con) ?(?:\w+ ){0,2}overrides?\b
    | override (?:di|del|della|in|su|per)\b
    | (?:ein\w*|der|den|das|die|dies\w*|alte\w*|noch|mit|vom|zwei|drei) (?:\w+ ){0,2}overrides?\b
    | overrides? (?:fur|von|der|in|im|aus|auf)\b
    | (?:jest|sa|mamy|stary|jakis|tym|z|dwa|na|po) (?:\w+ ){0,2}(?:override\w*|nadpisani\w*)\b
    | override\w* (?:klas\w*|z|w|na|dla|od|po)\b
    | (?:wylacz\w+|bez) (?:\w+ ){0,2}nadpisan\w*
    """
    ),
)

# --- Ground 3: work on the site, or a third-party service --------------------------------------------

_ASKED = (
    r"(?:please|could you|can you|would you|will you|we(?:'d| would) like you to|i(?:'d"
    r"| would) like you to|we (?:need|want) you to|i (?:need|want) you to"
    r"|you (?:should|must|have to|need to)|kindly|do it for|we expect you|bitte|konnen sie|konnten sie"
    r"|konnt ihr|konntet ihr|kannst du|wurden sie|mochten|wir mochten|ich mochte|sie sollen"
    r"|por favor|podeis|podriais|pueden|podrian|puede|podria|puedes|podrias|necesit\w+ que|quier\w+ que"
    r"|quisier\w+ que|os pido|le pido|les pido|hace falta que|que (?:me|nos) (?:lo |la )?(?:\w+eis|\w+en"
    r"|\w+e)"
    r"|merci de|veuillez|pouvez[- ]vous|pourriez[- ]vous|peux[- ]tu|pourrais[- ]tu|je (?:souhaite"
    r"|voudrais|veux)|nous (?:souhaitons|voudrions|voulons)|il (?:faudrait|faut) (?:que vous|mettre"
    r"|ajouter|installer|modifier|configurer)|j'aimerais"
    r"|vous (?:pouvez|pourriez)"
    r"|per favore|per cortesia|potete|potreste|puo|potrebbe|puoi|vi chied\w+|le chied\w+|vorrei|vorremmo"
    r"|serve che|avrei bisogno|avremmo bisogno|mi serv\w+|ci serv\w+"
    r"|prosze|prosimy|czy (?:mozecie|moglibyscie|moze|mogliby|mozna|mogl\w*|panstwo)|moglibyscie"
    r"|chcielibysmy|chcialbym|chcialabym|potrzebujemy|poprosze)"
)
_WORK = (
    r"(?:install\w*|configur\w*|set (?:\w+ )?up|migrat\w*|translat\w*|redesign\w*|develop\w*|program\w*"
    r"|integrat\w*|import\w*|build\w*|creat\w*|move\w*|transfer\w*|make (?:\w+ ){0,3}(?:changes|page"
    r"|design)"
    r"|chang\w+ (?:\w+ ){0,3}(?:colou?rs?|design|layout|texts?|logo|fonts?|buttons?|theme)"
    r"|add (?:\w+ ){0,3}(?:pages?|buttons?|banners?|fields?|columns?|features?)|style|adapt\w*"
    r"|customi[sz]e\w*|upload\w*|enter (?:\w+ ){0,3}(?:products|data)|update (?:the |our |my )?(?:shop"
    r"|store|prestashop)|upgrade (?:the |our |my )?(?:shop|store|prestashop)"
    r"|installier\w*|einricht\w*|richten|eingericht\w*|konfigurier\w*|ubersetz\w*|umzieh\w*|umzug"
    r"|migrier\w*|programmier\w*|gestalt\w*|einbau\w*|bauen|baut|ander[ent]\w*|andern|anpass\w*|passen"
    r"|ubernehmen|ubertrag\w*|einpfleg\w*|anlegen|legen|verschieb\w*|einspiel\w*|aktualisier\w*"
    r"|umstell\w*|entwickel\w*|erstell\w*"
    r"|instal\w*|configur\w*|traduz\w*|traduc\w*|migr\w*|disen\w*|program\w*|desarroll\w*|cambi\w*"
    r"|mont\w*|pong\w*|met[ae]\w*|cre[ae]\w*|sub[ai]\w*|pas[ae]\w*|adapt\w*|maquet\w*|integr\w*|hag\w*"
    r"|hacer\w*|anad\w*|carg\w*|actualic\w*|actualiz\w*|muev\w*"
    r"|traduir\w*|deplac\w*|refair\w*|fai(?:re|tes)|mettr\w*|mettez|ajout\w*|modifi\w*|chang\w*"
    r"|cre[er]\w*|parametr\w*|personnalis\w*|integr\w*|transfer\w*|passer|mise en place|mettre a jour"
    r"|occup\w*|charg\w*"
    r"|configur\w*|tradurr\w*|traduc\w*|spost\w*|fare|fate|faccia\w*|facci\w*|mett\w*|aggiung\w*"
    r"|cambiar\w*|cambiat\w*|crear\w*|adatt\w*|caric\w*|svilupp\w*|realizz\w*|trasfer\w*|aggiorn\w*"
    r"|impost\w*|sistem\w*|personalizz\w*|grafic\w*"
    r"|zainstal\w*|instalacj\w*|skonfigur\w*|konfigurac\w*|ustawi\w*|przetlumacz\w*|przenies\w*"
    r"|przeniesien\w*|zrobi\w*|zrobien\w*|dodac|dodani\w*|zmieni\w*|zmian\w*|wgra\w*|zaprogram\w*"
    r"|dostosow\w*|przygotow\w*|stworz\w*|wdroz\w*|zaktualiz\w*|zaprojekt\w*|migrac\w*|wykona\w*"
    r"|podlacz\w*)"
)
_FOR_US = (
    r"(?:everything|all of it|the whole|(?:in|into|to) our (?:back ?office|admin)|for (?:us|me)"
    r"|on our (?:behalf|site|shop|server)|in our (?:shop|store|site)|yourselves?"
    r"|fur (?:uns|mich)|in unserem (?:shop|system)|auf unserem server|bei uns|selbst|komplett"
    r"|por (?:nosotros|mi|nosotras)|para (?:nosotros|mi)|en (?:nuestr[oa]|mi) (?:tienda|web|sitio"
    r"|servidor)|nos lo|me lo|vosotros (?:mismos)?|todo|entra\w*"
    r"|pour (?:nous|moi)|a (?:notre|ma) place|sur (?:notre|mon) (?:site|serveur|boutique)"
    r"|dans notre boutique|vous[- ]memes?|tout"
    r"|per (?:noi|me|conto nostro)|al posto nostro|sul (?:nostro|mio) (?:sito|server|negozio)"
    r"|nel nostro (?:sito|negozio)|voi|tutto"
    r"|za nas|dla nas|za mnie|u nas|na nasz\w+ (?:stron\w+|serwer\w*|sklep\w*)|w nasz\w+ sklep\w*"
    r"|wszystko|panstwo)"
)
_COMPANIES = (
    r"(?:stripe|paypal|redsys|mollie|adyen|klarna|payu|przelewy24|tpay|blik|nexi|payplug|payzen"
    r"|systempay|lyra|alma|oney|sumup|square|satispay|scalapay|bizum|monetico|worldpay|sabadell"
    r"|caixa\w*|bbva|santander|(?:my|our|the|nuestro|el|notre|la|die|unsere|nostra|nasz) ?ban(?:k|co"
    r"|que|ca)\w*|dhl|ups|gls|dpd|inpost|colissimo|mondial relay|chronopost|correos|seur|brt|bartolini"
    r"|poste italiane|royal mail|sendcloud|packlink|mailchimp|brevo|sendinblue|klaviyo|cloudflare"
    r"|recaptcha|odoo|holded|sage|chorus pro|aruba|fatture in cloud|openai|deepl)"
)
# A rejection by one of these platforms may be the product's fault; trouble with an account is not.
_PLATFORMS = (
    r"(?:google(?: (?:merchant|ads|analytics|search console|maps|cloud))?|merchant[- ]center|meta"
    r"|facebook|instagram|amazon|ebay|allegro|tiktok|pinterest)"
)
_ACCOUNT = (
    r"(?:suspend\w*|account\w*|banned|policy|appeal|api[- ]?key|quota|verif\w*|konto\w*|konta"
    r"|gesperrt\w*|sperrt\w*|einspruch|zugangsdaten|cuenta\w*|suspendid\w*|bloquead\w*|compte\w*"
    r"|suspendu\w*|sospes\w*|conto|account|zawiesz\w*|zablokow\w*|klucz\w* api)"
)
_TROUBLE = (
    r"(?:suspend\w*|block\w*|limit(?:ed|ato|iert|e)|refus\w*|reject\w*|declin\w*|disapprov\w*|closed"
    r"|frozen|expired|contract|account|api[- ]?key|credential\w*|quota|policy|approv\w*|verif\w*"
    r"|terminal|merchant id"
    r"|gesperrt\w*|sperrt\w*|blockier\w*|abgelehnt\w*|gekundigt|konto\w*|vertrag\w*|zugangsdaten"
    r"|freischalt\w*|freigeschaltet|kundenkonto"
    r"|suspendid\w*|bloque\w*|rechaz\w*|cuenta|contrato|retien\w*|retenid\w*|cerrad\w*|limitad\w*"
    r"|claves?|denegad\w*|activad\w*|caducad\w*"
    r"|suspendu\w*|bloqu\w*|refus\w*|rejet\w*|compte|contrat|ferme\w*|limite\w*|expire\w*|desactive\w*"
    r"|cle api"
    r"|sospes\w*|bloccat\w*|rifiut\w*|respint\w*|contratt\w*|chius\w*|limitat\w*|scadut\w*|disattivat\w*"
    r"|zawiesz\w*|zablokow\w*|odrzuc\w*|umow\w*|kont[oa]\b|zamkniet\w*|ogranicz\w*|wygas\w*|klucz\w* api"
    r"|odmow\w*)"
)
_HOST = (
    r"(?:host(?:er|ing|s)?\b\w*|hosting provider|server provider|sysadmin|hebergeur\w*|hebergement"
    r"|alojamiento|proveedor de (?:hosting|alojamiento)|servidor|hostingodawc\w+|provider\w*"
    r"|webhoster\w*|strato|ionos|ovh|siteground|one\.com|infomaniak|o2switch|raiola|arsys|webempresa"
    r"|register\.it|serverplan|netsons|home\.pl|nazwa\.pl|cyber_?folks|lh\.pl|all-inkl|hetzner|mittwald"
    r"|plesk|cpanel|godaddy|bluehost|kinsta)"
)
_HOST_SAYS = (
    r"(?:says?|told|tells|block\w*|disabl\w*|refus\w*|limit\w*|allow\w*|won't|cannot|can't|does(?:n't"
    r"| not)|raise|increase|change\w*|upgrad\w*|switch\w*|moved|down|slow|cron\w*|php|memory|firewall"
    r"|timeout|ssl|certificate|backup|mail\w*"
    r"|sagt\w*|meint\w*|sperrt\w*|blockier\w*|erlaubt\w*|lasst|stellt\w*|umgestellt|erhoh\w*|cronjob\w*"
    r"|speicher\w*|postfach|zertifikat|umzug\w*|umgezogen"
    r"|dice\w*|bloque\w*|permit\w*|deja|limita\w*|ampli\w*|subir|memoria|certificado|correo\w*|caid\w*"
    r"|cambiad\w*"
    r"|dit|disent|bloqu\w*|permet\w*|augment\w*|memoire|certificat|coupe\w*|migr\w*|change\w*"
    r"|dic\w+|blocc\w*|permett\w*|aument\w*|memoria|certificat\w*|post[ae]\b|spost\w*"
    r"|mowi\w*|twierdz\w*|blokuj\w*|pozwal\w*|zwieksz\w*|pamiec\w*|certyfikat\w*|poczt\w*|przenie\w*"
    r"|wylaczy\w*|zmieni\w*)"
)
_INTERVENTION = (
    rf"\b{_ASKED}\b{_NEAR}\b{_WORK}\b{_NEAR}\b{_FOR_US}\b",
    rf"\b{_ASKED}\b{_NEAR}\b{_FOR_US}\b{_NEAR}\b{_WORK}\b",
    rf"\b{_WORK}\b (?:\w+ ){{0,6}}(?:for (?:us|me)|fur (?:uns|mich)|por nosotros|pour nous|a notre place"
    rf"|per noi|al posto nostro|za nas|dla nas)\b",
    rf"\b{_ASKED}\b{_NEAR}\b(?:develop|program|sviluppa|desarroll|developp|entwickel|programmier"
    rf"|zaprogramow|redesign|ubersetz|translat"
    r"|tradu|przetlumacz|migrat|migrier|migrar|migrer)\w*",
    r"\b(?:(?:me|ce|nos|te) l[oae]s? (?:fate|fa|haceis|hace|hacen|haga|hagais|faites)|l[oa] fate voi"
    r"|fate(?:lo)? voi|lo haceis vosotros"
    r"|vous (?:le|la|les) faites|pouvez[- ]vous (?:le|la|les) faire|(?:machen sie|macht ihr"
    r"|ubernehmen sie|konnen sie) das(?: fur (?:uns|mich))?\?"
    r"|zrobicie to|zrobia to panstwo|(?:can|could|will) you (?:please )?do (?:it|this|that|all of it"
    r"|everything)(?: for (?:us|me))?)",
    r"\b(?:contract|contratt|contrat|vertrag|contrato|umow)\w*\b[^.!?\n]{0,60}\b(?:new|nuov|neu|nouv"
    r"|now[aey]|codic|kunden|client|numer|disatt|deaktiv|desactiv"
    r"|expire|scadut|abgelauf|caduc|wygas)\w*",
    rf"\b{_COMPANIES}\b{_NEAR}\b{_TROUBLE}",
    rf"\b{_PLATFORMS}\b{_NEAR}\b{_ACCOUNT}\b",
    rf"\b{_ACCOUNT}\b{_NEAR}\b{_PLATFORMS}\b",
    # The customer has no time or skill to do it.
    r"\b(?:i am not (?:a )?technical|i'?m not (?:a )?technical|no time to do|je n'ai pas le temps"
    r"|nous n'avons pas le temps|no tengo tiempo"
    r"|no tenemos tiempo|keine zeit|kein techniker|non ho tempo|non abbiamo tempo|nie mam czasu"
    r"|nie mamy czasu|nie znam sie)\b",
    r"\b(?:in|to|into|nello|nella|dans les|en la carpeta de|im|w) (?:the |il |le |les )?(?:spam|junk"
    r"|posta indesiderata|courriers? indesirables?|correo no deseado)\b",
    rf"\b{_TROUBLE}{_NEAR}\b{_COMPANIES}\b",
    rf"\b{_HOST}\b{_NEAR}\b{_HOST_SAYS}",
    rf"\b{_HOST_SAYS}{_NEAR}\b(?:at|with|from|by|beim|bei|vom|am|im|de|del|en|chez|par|del|dal|u|na|w"
    rf"|przez) (?:\w+ ){{0,2}}{_HOST}\b",
    r"\b"
    + any_of(
        r"""
    mail ?servers?\w* | smtp | (?:spf|dkim|dmarc) | mod_?security | web application firewall | \bwaf\b
    | firewall\w* | pare-feu | zapor\w+
    | cloudflare | serveur (?:de )?mail\w* | servidor de correo | server di posta | server mail
    | serwer\w* poczt\w* | postfach
    | max_execution_time | memory_limit | upload_max_filesize | php\.ini | wersj\w+ php | version de php
    | php[- ]version | cronjob\w* (?:bei|beim|anlegen)
    | upstream timed out | 5\d\d (?:bad gateway|gateway time-?out)
    """
    ),
)

# --- Ground 1: not about the product -----------------------------------------------------------------

_NOT_PRODUCT = (
    r"\b"
    + any_of(
        r"""
    (?:not|n't|nothing) (?:\w+ ){0,5}(?:your|this|the) (?:module|theme|product|plugin)(?:'s)? (?:fault
      |problem|itself|at all)
    | (?:nothing|not(?:hing)? (?:much|really)?) to do with (?:your|the) (?:module|theme|product)
    | (?:not|isn't) (?:really |directly |actually )?(?:about|related to|concerning) (?:your|the) (?:module
      |theme|product)
    | (?:know|aware) (?:\w+ ){0,4}(?:not|isn't) your (?:module|product|job|theme) | off[- ]topic
    | unrelated to your (?:module|theme|product)
    | (?:hat|haben) (?:\w+ ){0,4}nichts mit (?:ihrem|eurem|deinem|dem) (?:modul|theme|produkt)\w*
    | nicht (?:\w+ ){0,3}(?:ihr|euer|dein) (?:modul|theme|produkt|thema)
    | liegt (?:\w+ ){0,3}nicht (?:an|am) (?:ihrem|eurem|ihnen|modul)
    | auch wenn (?:\w+ ){0,5}nicht (?:ihr|euer|zu ihrem)
    | (?:no|nada) (?:\w+ ){0,5}que ver con (?:vuestro|su|el|tu) (?:modulo|tema|producto)
    | no (?:es|sea) (?:\w+ ){0,3}(?:de|culpa de|del) (?:vuestro|su|tu|vuestra)? ?(?:modulo|tema|producto)
    | (?:ya )?se que (?:esto )?no (?:es|tiene) | no va (?:exactamente )?de vuestro
    | aunque no (?:es|sea|tenga) (?:\w+ ){0,4}(?:modulo|vuestro|su)
    | (?:rien|pas grand[- ]chose) a voir avec (?:votre|ton|le) (?:module|theme|produit)
    | (?:ne|n') ?(?:\w+ ){0,4}pas (?:\w+ ){0,2}(?:votre|le) (?:module|theme|produit)\b | hors sujet
    | pas (?:\w+ ){0,3}(?:de|a) votre module | ne concerne pas | ne vient pas de (?:votre|chez vous)
    | (?:non|niente) (?:\w+ ){0,4}a che (?:fare|vedere) con (?:il )?(?:vostro|suo|tuo)
    | non (?:riguarda|dipende|e) (?:\w+ ){0,4}(?:vostro|suo|dal modulo|dal vostro)
    | so che non (?:e|riguarda|c'entra) | non c'entra
    | nie (?:\w+ ){0,4}(?:zwiazane|zwiazan\w+|dotyczy|ma nic wspolnego)
    | nie (?:jest )?(?:wina|przez|z powodu) (?:panstwa|waszego|wasz\w*)
    | to nie (?:\w+ ){0,3}(?:modul\w*|wasz\w*)
    """
    ),
    # Another module or theme is broken or asked about.
    rf"\b(?:{_OTHER}) (?:\w+ ){{0,2}}{_MODULE}",
    rf"\b{_MODULE} (?:\w+ ){{0,2}}(?:of|by|from|de|d'|di|von|vom|od|innego|eines) (?:an ?other|otro"
    rf"|un autre|autre|un altro|altro|einem anderen|anderen|innego|innej)",
    r"\bps_(?:shoppingcart|emailsubscription|facetedsearch|mainmenu|imageslider|contactinfo|searchbar"
    r"|banner"
    r"|categorytree|checkpayment|wirepayment|cashondelivery|sharebuttons|socialfollow|linklist"
    r"|featuredproducts"
    r"|newproducts|bestsellers|specials|themecusto|checkout|accounts|mbo|metrics|eventbus|customersignin"
    r"|languageselector)\b",
    r"\bblock(?:wishlist|reassurance|newsletter|cart)\b",
    # Questions about PrestaShop itself.
    r"\b"
    + any_of(
        r"""
    (?:how|where) in prestashop | (?:how|where) (?:do|can|to|does|would|should) (?:\w+ ){0,8}prestashop\b
    | (?:native|built-?in|standard|core) (?:\w+ ){0,2}(?:feature|function|option|module|prestashop
      |cart rules?|invoice|search|email)\w* | prestashop (?:itself|native|core|bug)
    | (?:wie|wo) (?:kann|konnen|stelle|stellt|geht|mache|muss|setz\w*
      |bekomm\w*) (?:\w+ ){0,8}prestashop\w* | prestashop (?:selbst|an sich|allgemein|grundsatzlich)
    | 1-click-upgrade\w* | 1-click upgrade
    | (?:como|donde) (?:se |puedo |podemos |hago |hacemos |configur\w+ )?(?:\w+ ){0,8}prestashop\b
    | (?:nativ[oa]s?|propi[oa]s?|estandar|de serie) de prestashop | prestashop (?:nativo|en general|en si)
    | (?:comment|ou) [^.!?\n]{0,90}prestashop\b | (?:natif|native|natifs|natives) (?:de|a|dans) prestashop
    | fonction(?:nalite)?s? nati\w+ | prestashop (?:natif|en general|lui-meme|de base)
    | (?:come|dove) (?:\w+ ){0,8}prestashop\b | (?:nativ[aoie]|propri[ao]|standard) di prestashop
    | prestashop (?:nativo|in generale|stesso|di base)
    | jak (?:\w+ ){0,8}prest(?:a|ashop\w*)\b
    | (?:natywn\w+|wbudowan\w+|standardow\w+) (?:\w+ ){0,2}(?:prestashop\w*|funkcj\w*|modul\w*|presty)
    | sam\w* prestashop\w* | w prestashop\w* (?:ogolnie|samym)
    """
    ),
    # Features that every PrestaShop shop has.
    r"\b"
    + any_of(
        r"""
    (?:advanced parameters|erweiterte einstellungen|parametros avanzados|parametres avances
      |parametri avanzati|zaawansowane) ?(?:>|->|→)+ ?(?:import|csv)\w*
    | (?:page|seite|pagina|pantalla|ecran|strona|stronie) (?:\w+ ){0,2}(?:translations?|ubersetzungen
      |traducciones|traductions|traduzioni|tlumaczen\w*)
    | (?:catalog(?:ue)? price|cart) rules? | carriers? page | order status\w*
    | (?:katalog-?preis|warenkorb)regel\w*
    | bestellstatus | reglas de (?:carrito|catalogo|precio\w*) | estados? de(?:l| los)? pedidos?
    | regles? (?:de )?(?:panier|de prix) (?:catalogue)? | (?:statuts?|etats?) (?:de|des) commandes?
    | regole (?:carrello|(?:di )?prezzo|catalogo) | stat[oi] (?:degli |dell')?ordin\w
    | regul\w+ (?:koszyk\w+|katalog\w+|cenow\w+) | status\w* zamowien\w* | 1-?click[- ]?upgrade\w*
    """
    ),
    # General advice, legal questions, accounts, the Marketplace's own invoices.
    r"\b"
    + any_of(
        r"""
    (?:seo|legal|tax|accounting|marketing) advice
    | (?:place|classe|visible|trouve|ranked|positioned|posicionad|posizionat|platziert|gefunden)\w* (?:dans
      |sur|en|in|on|su|bei|w) google
    | (?:how|como|come|wie|jak|comment|procedure|procedimiento|procedura
      |vorgehen)\b[^.!?\n]{0,60}(?:mettre a jour|update|upgrade|actualizar|aggiornare|aktualisier\w+
      |zaktualizowac) (?:\w+ )?prestashop
    | (?:mettre a jour|update|upgrade|actualizar|aggiornare|aktualisier\w+
      |zaktualizowac) (?:\w+ )?prestashop\b[^!?\n]{0,80}(?:how|como|come|wie|jak|comment|procedure
      |procedimiento|procedura|vorgehen)\b | posizionamento | posicionamiento | referencement
    | pozycjonowani\w+
    | suchmaschinenopt\w* | garante | cnil | aepd | lopd | uodo | banner (?:dei |de |des )?cookies?
    | backlinks?
    | (?:rank\w*|first page|page one|erste seite|primera pagina|premiere page|prima pagina
      |pierwsz\w+ stron\w+) (?:\w+ ){0,4}(?:google)
    | (?:on|in|bei|en|sur|su|w) google\b[^.!?\n]{0,40}(?:first page|erste seite|primera|premiere|prima
      |pierwsz)
    | (?:gdpr|dsgvo|rgpd|rodo|impressum|imprint|privacy policy|politica de privacidad|mentions legales
      |informativa privacy|polityk\w+ prywatnosci|terms and conditions|agb|cgv
      |regulamin\w*)\b[^.!\n]{0,80}\?
    | (?:vat|tax|steuer\w*|iva|tva|impuestos|podat\w+|vat-u)\b (?:\w+ ){0,4}(?:return|declar\w*|erklar\w*
      |office|advisor|berater\w*|asesor\w*|gestor\w*|comptable|commercialista|ksiegow\w+)
    | (?:invoice|receipt|rechnung|factura|recibo|facture|fattura|ricevuta|faktur\w+
      |rachun\w+) (?:\w+ ){0,6}(?:of|for|from|fur|vom|von|de|del|della|du|pour|per|za|od
      |z) (?:\w+ ){0,3}(?:purchase|marketplace|addons|licen\w+|kauf\w*|lizenz\w*|compra|achat|acquisto
      |zakup\w*|prestashop|modul\w*)
    | (?:marketplace|addons)[- ](?:account|konto|rechnung|invoice|cuenta|compte|conto)
    | (?:cuenta|compte|conto|konto|account|factur\w+|facture|fattura|faktur\w+) (?:\w+ ){0,4}(?:de |du
      |del |sul |na |im |on the |w )?(?:marketplace|addons)
    | (?:charged|billed|abgebucht|cobrad\w+|debite\w*|preleve\w*|addebitat\w+
      |pobran\w+) (?:\w+ ){0,3}(?:twice|two times|doppelt|zweimal|dos veces|deux fois|due volte|dwa razy
      |dwukrotnie)
    """
    ),
)

_OTHER_MODULE = re.compile(rf"(?:{_OTHER}) ")
_PHRASES: Mapping[Ground, Sequence[re.Pattern[str]]] = {
    Ground.NOT_THE_PRODUCT: [re.compile(pattern) for pattern in _NOT_PRODUCT],
    Ground.INTERVENTION_OR_THIRD_PARTY: [re.compile(pattern) for pattern in _INTERVENTION],
    Ground.INCOMPATIBLE_DEVELOPMENTS: [re.compile(pattern) for pattern in _INCOMPATIBLE],
    Ground.MODIFIED_CODE: [re.compile(pattern) for pattern in _MODIFIED],
}
