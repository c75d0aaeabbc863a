"""Decide whether a web address in a text is that of the shop in question, or is mentioned otherwise."""

from __future__ import annotations

import re

from bizcare_tui.domain.prose import sentence_around
from bizcare_tui.domain.shops import Shop
from bizcare_tui.domain.text_folding import any_of, flat, word_set

_LAST_LINES = 7  # lines at the end of a message that are searched for a signature
_LINES_BELOW_A_NAME = 4

# In a sentence with one of these, an address is an example, a supplier's, or a page to read.
_OTHER_PURPOSE = re.compile(
    r"\b"
    + any_of(
        r"""
    # an example, a competitor, something seen elsewhere
    for example | examples? | e\.?g | (?:got|had) the idea | what i mean | the effect | i'd (?:love|like)
    | (?:much )?nicer | can yours | their (?:\w+ ){1,3} | they (?:have|do) | how do(?:es)? \S+\.
    | your (?:own )?(?:\w+ )?(?:site|website|demo|shop|store|page|sheet|docs|documentation)
    | (?:staging|test|dev|development|demo) (?:copy|site|shop|store|server|install\w*|version)
    | copy of (?:the|our|my) (?:shop|store|site)
    | (?:vuestra|su|tu) (?:web|demo|pagina|tienda) | (?:tienda|copia|web|entorno|sitio) de pruebas?
    | votre (?:site|demo|page|boutique) | (?:site|boutique|copie|environnement) de (?:test|preprod|recette)
    | (?:vostro|vostra|suo|tuo) (?:sito|demo|pagina) | (?:sito|copia|ambiente|negozio) di (?:test|prova)
    | (?:ihre|eurer|euer|eure|ihrer|ihrem) (?:demo|seite|shop|website)
    | (?:test|demo|staging|dev)(?:shop|system|umgebung|seite|server|kopie)
    | (?:wasz\w*|panstwa) (?:demo|stron\w+|sklep\w*)
    | (?:sklep|stron|kopi|srodowisk)\w* (?:testow\w+|test)
    | similar | inspir\w* | competitor\w* | competition | rivals? | reference | tutorial\w*
    | documentation | article
    | blog\w* | read (?:on|at|here) | saw | seen (?:on|at) | found (?:on|at|here|it on) | shown (?:on|at)
    | ejemplos? | ej | parecid\w* | competencia
    | competidor\w*
    | visto en | vi en | inspirad\w+
    | exemples? | concurrent\w* | concurrence | vu sur | tutoriel
    | lu sur
    | modele | s'inspir\w+ | similaire
    | esempi\w* | concorren\w* | visto su | simile | ispirat\w+
    | beispiel\w* | z\.? ?b | konkurren\w* | mitbewerb\w*
    | wettbewerb\w*
    | gesehen | anleitung | vorbild | ahnlich\w* | gefunden (?:auf|bei)
    | przyklad\w* | np | konkuren\w* | podobn\w* | widzial\w* | instrukcj\w*
    | wzor\w*
    # whose work or goods
    | agency | agencies | agence\w* | agentur\w* | agenzia | agencia\w* | agencj\w+ | web-?design\w*
    | webagent\w*
    | design (?:by|von|de) | diseno web | powered by | suppliers? | wholesalers? | distributor\w*
    | proveedor\w*
    | mayorista\w* | fournisseur\w* | grossiste\w* | fornitor\w* | lieferant\w* | grosshandler\w*
    | dostawc\w*
    | hurtowni\w* | manufacturers? | fabricantes? | fabricants? | produttor\w* | hersteller\w*
    | producent\w*
    | partners? | socio | partenaire\w* | image (?:host|hosted)\w* | screenshot\w* | pantallazo
    | capture\w* d'ecran
    | (?:theme|template|plantilla|tema|motyw|szablon)s? (?:from|de|von|di|z|by)
    | (?:bought|buy|purchased|ordered|comprado|compr\w+|achete\w*|acquistat\w*|gekauft
      |kupion\w*) (?:\w+ ){0,3}(?:on|at|from
      |en|sur|chez|su|bei|na|w)
    """
    )
    + r"\b"
)
# In front of an address that the customer wants to imitate.
_LIKE = re.compile(
    r"\b"
    + any_of(
        r"""
    like (?:on|at|in|the one)?\s*(?:https?|www|\S+\.\w{2,}) | (?:such )?as (?:on|in|at|seen)
    | (?:exactly|the way|the same|just) (?:\w+ ){0,5}(?:on|as|like|at|in) | looks? like | same as
    | como (?:en|el de|la de|hace|lo hace|lo tiene\w*) | igual que | tal como
    | comme (?:sur|chez|le fait|celui)
    | come (?:su|fa|in|quello|quella|sul) | uguale a
    | wie (?:es |das |man es )?(?:auf|bei|in|hier) | genauso? wie
    | tak jak | jak (?:na|w|u) | tak samo jak
    """
    )
    + r"\b"
)
# The address belongs to something else than the shop: a service, an account, a place for files.
_ELSEWHERE = re.compile(
    r"\b"
    + any_of(
        r"""
    instructions? | manual | according to | reviews? | (?:made|printed|built) (?:\w+ ){0,2}(?:at|by|with)
    | accounts? (?:at|with|on) | feeds? (?:we send |sent )?(?:to|url|at) | erp | crm | forums?
    | stored (?:at|on|in) | hosted | invoices?
    | billing | uploaded | upload (?:it|them)? ?(?:to|at) | logs? (?:at|on|is|are|here)
    | (?:tested|checked|measured|scanned|translated|validated) (?:it |them )?(?:with|on|by|at)
    | asked (?:\w+ ){0,3}(?:on|at|in) | told (?:us|me) (?:at|on) | paid (?:on|at|via|with|through)
    | (?:pay|payment|checkout) (?:page )?(?:on|of|at|via) | sell (?:\w+ ){0,2}(?:on|at|in)
    | marketplaces? | portals? | callback | endpoint | webhooks? | redirect ur[li]
    | (?:screen )?recordings? | videos? | newsletters? | api keys?
    | cuenta (?:en|de) | factura\w* | subid[oa]s? | foro | pasarela | vendemos (?:\w+ ){0,2}en
    | grabacion | probado con
    | compte (?:chez|sur) | factur\w* | heberge\w* | vendons (?:\w+ ){0,2}sur | teste avec | enregistrement
    | account (?:su|presso|bei) | fattur\w* | caricat\w+ | vendiamo (?:\w+ ){0,2}su | testato con
    | registrazione
    | konto (?:bei|w|na) | rechnung\w* | hochgeladen | verkaufen (?:\w+ ){0,2}(?:auf|bei|uber)
    | getestet mit | aufnahme
    | faktur\w* | wgra\w+ | sprzedajemy (?:\w+ ){0,2}na | sprawdzi\w+ (?:w|na|przez) | nagrani\w+
    """
    )
    + r"\b"
)
# Everything works there, or the question is about another licence.
_WORKS_FINE = re.compile(
    r"\b"
    + any_of(
        r"""
    (?:works?|working|runs?|running) (?:\w+ ){0,4}(?:fine|well|perfectly|ok|great|smoothly|flawlessly
      |correctly|without)
    | (?:fine|perfectly|ok) (?:on|at|in)
    | (?:no|any|without|not? have (?:this|the)|n't have (?:this|the)) (?:\w+ ){0,2}(?:problems?|issues?
      |trouble|errors?)
    | but not (?:in|on|at|for) | licen[cs]es? | licencias? | licenz\w+ | lizenz\w* | licencj\w+
    | (?:funciona|va|anda|marcha) (?:\w+ ){0,3}(?:bien|perfect\w+|correctamente|sin) | sin problemas?
    | pero (?:no|en) (?:en|la|el|mi|nuestr\w|esta)
    | (?:fonctionne|marche|tourne) (?:\w+ ){0,3}(?:bien|parfait\w*|correctement|sans|nickel)
    | (?:n'a|sans|pas|aucun) (?:\w+ ){0,3}probleme | mais pas
    | (?:funziona|va|gira) (?:\w+ ){0,3}(?:bene|tutto|perfett\w*|correttamente|senza) | senza problemi
    | ma non (?:su|da|sul|nel|nella|qui)
    | (?:lauft|funktioniert|geht|klappt) (?:\w+ ){0,4}(?:alles|gut|einwandfrei|problemlos|ohne|super
      |perfekt)
    | ohne probleme? | aber nicht (?:bei|auf|in)
    | (?:wszystko|dobrze|swietnie|poprawnie|bez problem\w*) (?:\w+ ){0,2}(?:dziala\w*|jest|smiga)?
    | dziala (?:\w+ ){0,3}(?:dobrze|swietnie|poprawnie|bez) | ale nie (?:na|u|w)
    """
    )
    + r"\b"
)
# "our shop" directly in front of an address.
_OWN_SHOP = re.compile(
    r"\b(?:our|my|nuestr[oa]|mi|notre|ma|mon|nostr[oa]|mi[oa]|unser\w*|mein\w*|nasz\w*|moj\w*)\W{1,3}"
    r"(?:shop|store|site|website|webshop|onlineshop|tienda|web|sitio|boutique|negozio|sito|laden|sklep\w*"
    r"|stron\w+|seite)\W{1,4}\Z"
)
# "also", "another": with no problem in the sentence, the address is not the shop in question.
_ALSO = re.compile(
    r"\b(?:also|as well|too|another|other|second|tambien|otra|otro|aussi|autre|anche|altr[oa]|auch|anderen?"
    r"|zweiten?|tez|takze|drug\w+|inn\w+)\b"
)
_PROBLEM = re.compile(
    r"\b(?:not|no|never|nothing|error|errors|fails?|failed|crash\w*|broken?|breaks?|missing|wrong|stuck"
    r"|blank"
    r"|nada|nunca|falla\w*|fallo\w*|roto|desaparec\w+|blanco"
    r"|ne|pas|rien|jamais|erreurs?|plante\w*|casse\w*|disparu\w*|bloque\w*"
    r"|non|niente|nulla|mai|errore|errori|rotto|bloccat\w+|sparit\w+"
    r"|nicht|nichts|kein\w*|nie|fehl\w+|kaputt|absturz\w*|leer"
    r"|blad\w*|bled\w*|nic|brak\w*|znik\w+|zepsu\w*|pust\w+"
    r"|niet|niets|geen|nooit|fout\w*|kapot|nao|erros?|quebrad\w*)\b|n't\b|\b[45]\d\d\b"
)
# Directly in front of an address that belongs to somebody else.
_BELONGS_TO_OTHERS = re.compile(
    r"\b(?:developer|desarrollador|developpeur|sviluppatore|entwickler|programist\w|freelancer?"
    r"|webmaster|integrat\w+|followed|read|isn't|is not|no es|n'est pas|non e|ist nicht|nie jest"
    r"|host(?:er|ing|ed)?(?: at| by)?|hebergeur|alojamiento|e-?mail|mail|correo|kontakt|contact|via"
    r"|video|guide|docs?)"
    r"\W{0,4}(?:\w+\W{1,2}){0,2}\Z"
)
# The address is the shop in question: it comes first in the sentence, or follows one of these.
_MEANT = re.compile(
    r"(?:\A[\W\d]*|\b(?:on|at|in|for|about|under|called|named|is|we run|i run|i own|we own|go to|visit"
    r"|open|en|para|es|sur|pour|est|su|sul|sulla|per|e"
    r"|auf|bei|im|unter"
    r"|fur|ist|na|w|dla|pod|jest|uber|betrifft|betreff|sobre|concerne|concerning|regarding|riguarda"
    r"|dotyczy|url|site|web|website|store|shop|tienda|boutique|negozio|sito|sklep\w*"
    r"|laden|domain"
    r"|domena|dominio|domaine|page|pagina|seite|strona|stron\w+|address|adresse?|direccion|indirizzo"
    r"|adres\w*)"
    r"\W{1,4}(?:(?:the|our|my|el|la|le|notre|mon|nuestr\w|mi|il|nostro|mio|unser\w*|mein\w*|der|dem|nasz\w*"
    r"|shop|store|site|website|tienda|boutique|negozio|sito|web|outlet|onlineshop|webshop|sklep\w*|seite"
    r"|stronie)\W{1,4}){0,3})\Z"
)
# In front of an address that something only comes from or is done by.
_ORIGIN = re.compile(
    r"\b(?:from|by|with|via|through|of|and|or|to|de|desde|por|con|y|du|depuis|par|avec|et|da|di|tra|ed?|von"
    r"|mit|uber|und|oder|nach|z|ze|przez|do|i|lub)\W*\Z"
)
# First labels of host names that serve programs or documents and are never a shop.
_SERVICE_LABELS = word_set("""
    academy api apis assets auth blog cdn docs fonts forum gateway graph help imap login mail oauth pop
    rest smtp static status support webhook webhooks wiki ws
""")
# "You can see it here:".
_SEEN_HERE = re.compile(
    r"\b(?:see|look|check|happens?|visible|reproduced?|ver|veis|verlo|mira\w*|voir|voyez|regard\w+"
    r"|visibles?"
    r"|vedere|guarda\w*|sehen|schauen|zobacz\w*|widac)\b(?:\W+\w+){0,6}\W+"
    r"(?:here|aqui|ici|qui|hier|tutaj|tu)\W{1,4}\Z"
)
_SHOP_AFTER = re.compile(
    r"\A\W{1,3}(?:is|es|est|e|ist|jest|,)?\W{0,3}(?:(?:our|my|nuestr\w|mi|notre|ma|mon|nostr\w|mi\w"
    r"|unser\w*|mein\w*|nasz\w*|the)\W)"
)

# "Screenshot of the error:", "vídeo aquí:", "hier der Anhang".
_ITEM_NOUN = any_of(
    r"""
    screen ?shots? | screen ?casts? | screen ?grabs? | screen recordings? | captures? | captura\w*
    | pantallazos? | snapshots? | videos? | clips? | recordings? | grabacion\w* | enregistrements?
    | registrazion\w+ | filmat\w+ | bildschirm\w+ | aufnahmen? | zrzut\w* | nagrani\w+ | film\w*
    | schermafbeelding\w* | schermopname\w* | ecran | pantalla | fotos? | photos? | pictures? | images?
    | imagen(?:es)? | imagem | imagens | immagin\w+ | bild(?:er)? | zdjeci\w+ | afbeelding\w* | files?
    | fichiers? | archivos? | ficheiros? | dateie?n? | plik\w* | bestand\w* | attachments? | adjunt\w+
    | pieces? jointes? | allegat\w+ | anhang | anhange | zalacznik\w* | bijlagen? | anexos? | logs? | gifs?
    | pdfs? | zips? | exports? | backups? | sauvegardes? | dumps? | loom | documents?
    """
)
_ITEM = re.compile(
    rf"\b{_ITEM_NOUN}\b(?:\W{{1,3}}(?:here|aqui|ici|qui|hier|tutaj|at|en|on|in|of|de|del|du|des"
    rf"|della|dell|von|vom"
    r"|van|do|da|the|el|la|le|il|der|die|das|den|het|o|a|problem\w*|link|enlace|lien|sous|unter|auf"
    r"|pod|bei|op"
    r"|is|es|est|ist|jest|e|with|con|avec|mit)){0,5}[\s:;,()<>*-]{0,6}\Z"
)
_BEGINS_WITH_ITEM = re.compile(rf"\W{{0,3}}(?:[a-z']{{1,9}}\W{{1,2}}){{0,3}}{_ITEM_NOUN}\b")
_OF_ERROR = re.compile(
    r"\b(?:of|del|de|du|de l|dell|vom|van|von|do|da|des)\W{1,2}(?:(?:the|la|el|the|an|un|den|dem|de"
    r"|het|o|l)\W{1,2})?"
    r"(?:errors?|erreurs?|errore|errori|fehlers?|fout\w*|erros?|bled\w*|problem\w*)\b"
)
_CONTRAST_WORD = re.compile(
    r"\W{0,2}(?:aber|jedoch|hingegen|echter|invece|natomiast|zas|however|though|though)\b"
)
# Replaces other addresses, because the words in them ("shop", "example", "demo") describe nothing.
_OTHER_ADDRESS = "\N{OBJECT REPLACEMENT CHARACTER}"
_ADDRESS = re.compile(r"https?://\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,24}\b(?:/\S*)?")
# Separates the clause about one address from the clause about another.
_CONTRAST = re.compile(
    r"[,;()–—\n]|\b(?:but|however|while|whereas|though|pero|mientras|sino|mais|alors|tandis"
    r"|cependant|ma|pero|mentre|invece"
    r"|aber|sondern|wahrend|wohingegen|jedoch|hingegen|ale|natomiast|podczas|zas|maar|terwijl"
    r"|echter|mas|enquanto|porem|and"
    r"|yet|et|und|oraz)\b"
)
_WORKS = re.compile(
    r"\b(?:works?|working|runs?|running|fine|ok|okay|perfect\w*|funciona\w*|va bien|anda bien"
    r"|marcha|marche|fonctionne\w*"
    r"|tourne|funziona\w*|va bene|tutto bene|lauft|funktioniert\w*|geht|klappt|dziala\w*|dobrze"
    r"|werkt|goed|corre bem|bem)\b"
)

_CLOSING = re.compile(
    any_of(
        r"""
    (?:(?:with |many |very |kind(?:est)? |best |warm(?:est)? |all the |yours )+)?
      (?:regards|wishes|thanks|sincerely|faithfully|truly|best)
    | cheers | thank you | ta\W*$
    | (?:un |reciba un |muchos |muchas |cordial(?:es)? )*(?:saludos?|gracias) | atentamente | cordialmente
    | (?:bien |tres |sinceres |meilleures |belle |bonne )*(?:cordialement|salutations|merci|a vous|journee)
    | (?:un |cordiali |cordiale |distinti |tanti |molte |buona |buon )*(?:saluti|saluto|grazie|giornata
      |lavoro)
    | (?:mit |viele |vielen |beste |besten |freundliche[nm]? |schone[nm]? |liebe |herzliche[nm]? )*
      (?:grusse\w*|grusen|gruse|gruss|grus|dank)\b | mfg | lg\b | danke
    | (?:serdecznie |z )*(?:pozdraw\w*|pozdrowieni\w+|powazaniem|gory dziekuj\w*) | dziekuj\w*
    | --\s*$ | —\s*$
    | sent from | envoye de | enviado desde | inviato da | gesendet von | wyslano z
    """
    )
)
# A name in the last lines of a message: "Anna Page", "Anna Page, Director".
_NAME = re.compile(r"[^\W\d_a-z][\w'.-]*(?:[ ,&]{1,2}[^\W\d_a-z][\w'.-]*){0,4}")

# In front of an address in code: a namespace, an attribute.
_IN_CODE = re.compile(r"""(?:[{=]["']?|xmlns\S*)\Z""")

# In a signature, an address after one of these is still the shop's.
_CAPTION = re.compile(
    r"\b(?:shop|store|tienda|boutique|negozio|sklep|laden|onlineshop|webshop|site|sitio|sito|web"
    r"|url|website)\w*"
    r"\W{1,4}\Z"
)


def is_concerned_shop(text: str, span: tuple[int, int]) -> bool:
    """Return whether an address is mentioned as that of the shop in question."""
    before, after = _text_around(text, span)
    has_problem = bool(_PROBLEM.search(f"{before}\n{after}"))
    if _ALSO.search(f"{before}\n{after}") and not has_problem:
        return False
    if _MEANT.search(before) or _SEEN_HERE.search(before) or _SHOP_AFTER.match(after):
        return True
    return has_problem and not _ORIGIN.search(before)


def is_mentioned_in_passing(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Return whether an address is only mentioned in passing.

    That is an address where everything works, one for something else, or one in a signature.
    """
    around = "\n".join(_text_around(text, span))
    return bool(_WORKS_FINE.search(around)) or is_other_address(text, span, ending, shop)


def is_other_address(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Return whether an address is mentioned as something else than a shop, or in a signature.

    Args:
        ending: where the signature of the message starts.
    """
    start, end = span
    # "api.carrier.example", "api-eu.carrier.example"
    if re.split("[.-]", shop.host, maxsplit=1)[0] in _SERVICE_LABELS:
        return True
    before, after = _text_around(text, span)
    around = f"{before}\n{after}"
    if start >= ending and not _CAPTION.search(before):
        return True
    if _LIKE.search(before + flat(text[start:end])):
        return True
    if _introduces_item(before, has_problem=bool(_PROBLEM.search(_OF_ERROR.sub(" ", around)))):
        return True
    # "It works on A but not on B": B is the shop in question, because the problem is there.
    is_failing = _OTHER_ADDRESS in around and works_at_address(text, span) is False
    if not _OWN_SHOP.search(before) and (
        _OTHER_PURPOSE.search(around) or (_ELSEWHERE.search(around) and not is_failing)
    ):
        return True
    return bool(_BELONGS_TO_OTHERS.search(before) or _IN_CODE.search(before))


def works_at_address(text: str, span: tuple[int, int]) -> bool | None:
    """Return True if the clause around an address says that it works there, False if it fails, else None."""
    before, after = _text_around(text, span)
    starts = [found.end() for found in _CONTRAST.finditer(before)]
    # "Auf … aber nicht": the contrast belongs to this clause, unless another address follows.
    contrast = None if _OTHER_ADDRESS in after else _CONTRAST_WORD.match(after)
    stop = _CONTRAST.search(after, contrast.end() if contrast else 0)
    clause = f"{before[starts[-1] :] if starts else before} \n {after[: stop.start()] if stop else after}"
    if _PROBLEM.search(clause):
        return False
    return True if _WORKS.search(clause) else None


def _text_around(text: str, span: tuple[int, int]) -> tuple[str, str]:
    """Return the folded text before and after an address in its sentence, with other addresses replaced."""
    first, last = sentence_around(text, span)
    sides = (flat(text[first : span[0]]), flat(text[span[1] : last]))
    before, after = (_ADDRESS.sub(_OTHER_ADDRESS, side) for side in sides)
    return before, after


def _introduces_item(before: str, *, has_problem: bool) -> bool:
    """Return whether the text before an address announces a recording, a screenshot or a file."""
    before = _OF_ERROR.sub(" ", before)
    is_announced = before.rstrip()[-1:] in (":", "(", "<", ">")
    if _ITEM.search(before):
        return is_announced or not has_problem
    # "Screenshot of the page in our shop:"
    return is_announced and _BEGINS_WITH_ITEM.match(before) is not None and not _PROBLEM.search(before)


def find_signature(text: str) -> int:
    """Return where the signature of a message starts: below a closing formula or a name in its last lines.

    Return the length of the text if there is no signature.
    """
    lines = text.rstrip().splitlines(keepends=True)
    for number in range(max(len(lines) - _LAST_LINES, 1), len(lines)):
        line = lines[number].strip()
        is_name = number >= len(lines) - _LINES_BELOW_A_NAME and _NAME.fullmatch(line)
        if len(line) <= 60 and (_CLOSING.match(flat(line)) or is_name):
            return sum(map(len, lines[: number + 1]))
    return len(text)
