"""What an address in a text is named for: as the shop in question, or for something else."""

from __future__ import annotations

import re

from bizcare_tui.domain.prose import sentence_around
from bizcare_tui.domain.shops import Shop
from bizcare_tui.domain.words import any_of, flat, word_set

_LAST_LINES = 7  # lines in which a signature ends a message
_LINES_BELOW_A_NAME = 4

# In a sentence with one of these, an address is an example, a supplier's, a page to read.
_NAMED_OTHERWISE = re.compile(
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
# Before an address that something shall be like.
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
# Whose business it is apart from the shop: a service, an account with one, a place where files are put.
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
# What goes well there, or is asked about another licence.
_IN_ORDER = re.compile(
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
# "our shop", right before its address.
_OWN_SHOP = re.compile(
    r"\b(?:our|my|nuestr[oa]|mi|notre|ma|mon|nostr[oa]|mi[oa]|unser\w*|mein\w*|nasz\w*|moj\w*)\W{1,3}"
    r"(?:shop|store|site|website|webshop|onlineshop|tienda|web|sitio|boutique|negozio|sito|laden|sklep\w*"
    r"|stron\w+|seite)\W{1,4}\Z"
)
# "also", and nothing said to be wrong.
_ALSO = re.compile(
    r"\b(?:also|as well|too|another|other|second|tambien|otra|otro|aussi|autre|anche|altr[oa]|auch|anderen?"
    r"|zweiten?|tez|takze|drug\w+|inn\w+)\b"
)
_WRONG = re.compile(
    r"\b(?:not|no|never|nothing|error|errors|fails?|failed|crash\w*|broken?|breaks?|missing|wrong|stuck"
    r"|blank"
    r"|nada|nunca|falla\w*|fallo\w*|roto|desaparec\w+|blanco"
    r"|ne|pas|rien|jamais|erreurs?|plante\w*|casse\w*|disparu\w*|bloque\w*"
    r"|non|niente|nulla|mai|errore|errori|rotto|bloccat\w+|sparit\w+"
    r"|nicht|nichts|kein\w*|nie|fehl\w+|kaputt|absturz\w*|leer"
    r"|blad\w*|bled\w*|nic|brak\w*|znik\w+|zepsu\w*|pust\w+)\b|n't\b|\b[45]\d\d\b"
)
# Right before an address: somebody else's it is.
_OF_OTHERS = re.compile(
    r"\b(?:developer|desarrollador|developpeur|sviluppatore|entwickler|programist\w|freelancer?"
    r"|webmaster|integrat\w+|followed|read|isn't|is not|no es|n'est pas|non e|ist nicht|nie jest"
    r"|host(?:er|ing|ed)?(?: at| by)?|hebergeur|alojamiento|e-?mail|mail|correo|kontakt|contact|via"
    r"|video|guide|docs?)"
    r"\W{0,4}(?:\w+\W{1,2}){0,2}\Z"
)
# What an address is named for that is the shop in question: it stands first, or after one of these.
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
# Before an address that is only where something comes from, or what does something.
_BY_IT = re.compile(
    r"\b(?:from|by|with|via|through|of|and|or|to|de|desde|por|con|y|du|depuis|par|avec|et|da|di|tra|ed?|von"
    r"|mit|uber|und|oder|nach|z|ze|przez|do|i|lub)\W*\Z"
)
# Hosts that programs talk to, or that hold what is read: nobody's shop.
_SERVES = word_set("""
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
# A name above an address, below which nothing else is said: "Anna Page", "Anna Page, Director".
_NAME = re.compile(r"[^\W\d_a-z][\w'.-]*(?:[ ,&]{1,2}[^\W\d_a-z][\w'.-]*){0,4}")

# Before an address that belongs to code: a namespace, an attribute.
_IN_CODE = re.compile(r"""(?:[{=]["']?|xmlns\S*)\Z""")

# In a signature, an address after one of these is the shop's all the same.
_CAPTION = re.compile(
    r"\b(?:shop|store|tienda|boutique|negozio|sklep|laden|onlineshop|webshop|site|sitio|sito|web"
    r"|url|website)\w*"
    r"\W{1,4}\Z"
)


def is_meant(text: str, span: tuple[int, int]) -> bool:
    """Whether an address is named as that of the shop in question."""
    first, last = sentence_around(text, span)
    before, after = flat(text[first : span[0]]), flat(text[span[1] : last])
    is_wrong = bool(_WRONG.search(f"{before}\n{after}"))
    if _ALSO.search(f"{before}\n{after}") and not is_wrong:
        return False
    if _MEANT.search(before) or _SEEN_HERE.search(before) or _SHOP_AFTER.match(after):
        return True
    return is_wrong and not _BY_IT.search(before)


def is_aside(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Whether an address is named in passing, for something else, or in a signature."""
    start, end = span
    # "api.carrier.example", "api-eu.carrier.example"
    if re.split("[.-]", shop.host, maxsplit=1)[0] in _SERVES:
        return True
    first, last = sentence_around(text, span)
    before, after = flat(text[first:start]), flat(text[end:last])
    around = f"{before}\n{after}"
    if start >= ending and not _CAPTION.search(before):
        return True
    if _LIKE.search(before + flat(text[start:end])) or _IN_ORDER.search(around):
        return True
    if not _OWN_SHOP.search(before) and (_NAMED_OTHERWISE.search(around) or _ELSEWHERE.search(around)):
        return True
    return bool(_OF_OTHERS.search(before) or _IN_CODE.search(before))


def signature_start(text: str) -> int:
    """Where the signature of a message begins: below a closing formula, or a name, among its last lines."""
    lines = text.rstrip().splitlines(keepends=True)
    for number in range(max(len(lines) - _LAST_LINES, 1), len(lines)):
        line = lines[number].strip()
        is_name = number >= len(lines) - _LINES_BELOW_A_NAME and _NAME.fullmatch(line)
        if len(line) <= 60 and (_CLOSING.match(flat(line)) or is_name):
            return sum(map(len, lines[: number + 1]))
    return len(text)
