"""Proposes the type of a request from its words in eight languages; a person decides."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bizcare_tui.domain.request_types import RequestType
from bizcare_tui.domain.text_folding import any_of, flat

_LONGEST_TEXT = 20_000  # characters of the customer's text that are searched
_MOST_HITS = 6
_MOST_HINTS = 2
_TOPIC_WEIGHT = 2.0  # a phrase in the topic counts double
_HINT_WEIGHT = 0.4  # two hints weigh less than one phrase
_LOG_WEIGHT = 2.0
_GAP = r"(?:[\w',-]{1,20} ){0,3}"  # up to three words; written as "…" in the phrases below


def _phrases(phrases: str) -> re.Pattern[str]:
    """Return a pattern for any of these phrases as whole words, in flat text with single spaces."""
    return re.compile(r"\b" + any_of(phrases.replace("…", _GAP)) + r"\b")


# Phrases of which one is enough to propose a type. The order of the languages is: English, Spanish,
# French, Italian, German, Polish, Dutch, Portuguese.
_INSTALLATION = _phrases(
    r"""
    (?:can't|cannot|can not|could(?:n't| not)|won't|doesn't|unable to|not able to|fails? to
      |tr(?:y|ied|ying) …to|how (?:do|can|to|should)|steps to) …(?:(?:re)?install\w*|(?:download|upload
      |update|upgrade|activate|enable) (?:it|(?:the|your|my|this) (?:module|plugin|theme|zip)))
    | (?:install\w*|upload|download|activation) (?:fail\w*|problems?|issues?|errors?) | no …download
    | (?:module|plugin|theme|zip) …(?:not|n't) …(?:install|upload|activat|extract)\w*
    | where …download\w* | not a valid (?:module|zip|theme)
    | (?:no (?:puedo|podemos|consigo|logro|se|(?:me|nos) deja)|como|imposible|error al|intent\w+
      |problemas? (?:al|para)) …(?:(?:re)?instal\w+|(?:actualiz|activ|sub|descarg)\w+ (?:el|este|su)
      (?:modulo|tema|plugin|zip)) | donde …(?:descarg\w+|baj[oa]\w*)
    | instalacion …(?:falla\w*|fallida|imposible)
    | (?:(?:arriv|parvien|reussi)\w+ (?:pas|plus)|impossible|comment|ne (?:peux|peut)|veux|essay\w+
      |erreur) …(?:[dls]'|a l')?(?:(?:re|des)?install\w+|activ\w+ (?:le|ce|votre) (?:module|theme)
      |telecharg\w+|mettre a jour (?:le|ce|votre) (?:module|theme)) | ou …telecharg\w+
    | installation …(?:echoue\w*|impossible|bloque\w*) | passer de la version
    | pas un (?:module|fichier|zip|theme) valide
    | (?:non (?:riesco|riusciamo|posso|si|mi)|come|impossibile|errore|provato) …(?:install\w+
      |(?:attiv|aggiorn|caric|scaric)\w+ (?:il|questo) (?:modulo|tema|plugin|file zip|zip))
    | dove …scaric\w+ | aggiornare il (?:modulo|tema) | modulo non (?:installa\w*|e valido)
    | installazione …(?:fallit\w|fallisce|si ferma|si blocca)
    | (?:kann|konnen|lasst|wie) …(?:\w{1,20} ){0,3}(?:installier\w+|hochladen)
    | modul …(?:\w{1,20} ){0,3}(?:nicht|nie) …(?:aktivier|aktualisier)\w+
    | wie …(?:aktualisier\w+ …modul|modul …aktualisier\w+) | wo …(?:\w{1,20} ){0,3}herunterladen
    | installation …(?:schlagt|fehlgeschlagen|bricht|fehler|kommt)
    | (?:nie (?:moge|mozemy|da sie|udaje sie|potrafie)|jak|gdzie|problem\w* z) …(?:(?:za|prze)?instal\w+
      |wgra\w+|pobra\w+|pobierani\w+|(?:zaktualizowac|aktywowac|wlaczyc) modul\w*)
    | instalacj\w+ …(?:zatrzymuje|nie|konczy)
    | (?:kan|kunnen|krijg) …(?:\w{1,20} ){0,3}niet (?:installeren|downloaden|uploaden)
    | module …niet (?:\w{1,20} )?(?:activeren|bijwerken|updaten|inschakelen)
    | hoe …(?:install\w+|(?:werk|update) …(?:module|thema)) | waar …download\w*
    | (?:installatie|installeren|uploaden|downloaden|activeren) …(?:mislukt|lukt|stopt|niet)
    | (?:nao (?:consigo|conseguimos|posso|se|me)|como|impossivel|erro ao|tent\w+) …(?:instal\w+
      |(?:atualiz|ativ|carreg|descarreg)\w+ (?:o|este) (?:modulo|tema|plugin|zip|ficheiro zip))
    | onde …(?:descarreg\w+|baix\w+) | nao instala | falha …instalacao | instalacao …(?:para|falha\w*)
    """
)
_CONFIGURATION = _phrases(
    r"""
    how (?:do|can|to|should) …(?:set|change|hide|show|translate|configure|add|edit|use|put|remove|limit
      |exclude|choose|display|be (?:set|configured))
    | where …(?:set|options?|settings?|change|choose|configure|edit|hide|translate)
    | is it possible | can (?:i|we|it) (?!(?:not|have|get|install|download|buy)\b)\w+
    | (?:which|what) (?:value|option|setting)s? | what …(?:should|do|must) (?:i|we) (?:put|enter|write|type)
    | is there (?:a|an|any) (?:option|setting|way) | set up (?!by\b)
    | como …(?:configur|cambi|pong|pon|ocult|traduc|anad|modific|quit|muestr|mostrar|ajust|hag|indic)\w*
    | donde …(?:configur|cambi|indic|pong|pon|elij|ajust|encuentr|esta)\w*
    | (?:es posible|se puede) (?!instal)\w+ | puedo (?:cambi|ocult|traduc|usar|poner|mostr|elegir)\w*
    | que (?:valor|opcion|url|numero|tengo que poner|debo (?:poner|marcar|elegir|escribir))
    | comment …(?:configur|modifi|chang|cach|masqu|affich|tradui|ajout|regl|defini|parametr|choisi
      |mettre)\w*
    | ou (?:puis-je|peut-on|est-ce|se|cela se|dois-je) …(?:regl|chois|configur|modifi|chang|trouv|defin
      |parametr|tradui|mett)\w* | ou (?:cela |ca )?se (?:regle|trouve|configure|change)
    | (?:est-il|est-ce|c'est) possible | (?:peut-on|puis-je) (?!install|telecharg)\w+
    | quell?e?s? (?:valeur|url|option|reglage) | que dois-je (?:mettre|saisir|indiquer|choisir)
    | come …(?:configur|cambi|nascond|mostr|tradu|aggiung|impost|modific|togli|scelg|scegli)\w*
    | dove …(?:impost|cambi|configur|trovo|scelg|modific|si (?:imposta|cambia))\w*
    | e possibile | si puo (?!install)\w+ | posso (?:cambi|nascond|mostr|tradu|usar|impost)\w*
    | (?:che|quale) (?:valore|opzione|url) | (?:che cosa|cosa) (?:devo|metto) …(?:scriv|mett|inser)?\w*
    | wie …(?:\w{1,20} ){0,3}(?:konfigur|einstell|einricht|eingericht|ander|ubersetz|verberg|versteck
      |ausblend
      |anzeig|hinzufug|festleg)\w*
    | wo …(?:\w{1,20} ){0,3}(?:einstell|stell|leg|fest|ander|finde|festleg|trag)\w*
    | (?:ist es|ware es) moglich | kann (?:man|ich) (?!…(?:\w{1,20} ){0,3}(?:nicht|install|herunter)\w*)\w+
    | welche[nrs]? (?:wert|option|einstellung|url) | was (?:muss|soll) ich …(?:eintrag|eingeb|schreib)\w*
    | gibt es …(?:option|einstellung|moglichkeit)
    | jak …(?:ustaw|zmien|skonfigur|dod|ukry|przetlumacz|pokaz|wlacz|wylacz)\w*
    | gdzie …(?:ustaw|zmien|skonfigur|znajd|wybra|wpis|sa|jest)\w*
    | czy (?:mozna|da sie|jest mozliw\w+|moge) (?!…(?:instal|zwr)\w*)\w+
    | jak[ai]\w? (?:wartosc|opcj\w+|adres) | co (?:mam |nalezy |trzeba )?wpisac
    | hoe …(?:stel|zet|pas|vertaal|verberg|verander|wijzig|toon|configureer|voeg|kan)\w*
    | waar …(?:stel|zet|pas|verander|wijzig|vind|kies|kan)\w* | is het mogelijk
    | kan ik (?!…(?:\w{1,20} ){0,3}(?:niet|install|download)\w*)\w+ | welke (?:waarde|optie|instelling|url)
    | wat moet ik …(?:invullen|invoeren|zetten) | is er een (?:optie|instelling|manier)
    | como …(?:configur|alter|mud|escond|traduz|adicion|mostr|defin|pon)\w*
    | onde …(?:configur|alter|mud|defin|escolh|encontro a opcao|fica)\w*
    | (?:e|seria) possivel | (?:pode-se|posso) (?:mud|alter|escond|mostr|usar|defin)\w*
    | que (?:valor|opcao|url) | o que (?:devo|tenho de) (?:colocar|por|escrever|preencher)
    """
)
_TECHNICAL = _phrases(
    r"""
    # does not do, no longer does
    (?:not|n't|never|no longer) (?:being |get |getting |any ?more )?(?:work|show|load|appear|display|send
      |sent
      |sav|open|add|calculat|updat|receiv|print|generat|creat|appl|respond|sync|count|visible)\w*
    | no longer | stopp?(?:s|ed) \w+ing | stopped | still not | disappear\w* | missing
    | no (?:me |nos |se |le |les )?(?:funciona|carga|aparece|sale|muestra|guarda|abre|llega|envia|calcula
      |ve|crea|aplica|genera|imprime|recibe|actualiza|responde|suma|descuenta)[ns]?
    | no pueden? …(?:pagar|finalizar|comprar|entrar|terminar|anadir) | no pasa nada | sigue sin
    | dej(?:o|a|aron|ado) de | desaparec\w+ | se (?:queda|quedan|pone|ponen|bloquea|bloquean|cuelga|rompe)
    | (?:ne|n'\w{1,12}|s'\w{1,12}|\w{1,20}nt|est|sont|fonctionne|marche|affiche|charge|part|ouvre|passe)
      …?(?:plus|pas) (?:ajoute|envoye|affiche|calcule|genere|enregistre|applique|cree|recu|pris)\w*
    | (?:ne|n') ?(?:\w{1,3} |s')?(?:fonctionn|march|affich|charg|ouvr|part|envoi|pass|appara|appliqu|calcul
      |recoiv|enregistr|imprim|gener)\w* (?:pas|plus) | (?:fonctionne|marche|affiche)\w* (?:pas|plus)
    | plus aucune? | ne se passe | toujours pas | disparai\w+ | restent? \w+
    | non (?:mi |si |viene |vengono |piu )?(?:piu )?(?:funzion|caric|appa|compa|apr|ved|invi|salv|va|mostr
      |trova
      |arriv|ricev|applic|gener|calcol|stamp|aggiunt|crea|rispond|partono)\w* | smess\w+ di | ancora non
    | non succede | sparisc\w+ | sparit\w+ | resta\w* (?:bianc|vuot|blocc)\w+ | si (?:blocca|rompe)
    | (?:funktion|geh|lad|erschein|zeig|send|offne|reagier|klapp|druck|speicher)\w* …nicht
    | nicht (?:mehr|angezeigt|gespeichert|berechnet|geladen|gesendet) | nichts mehr | kein\w{0,2} …mehr
    | (?:immer )?noch nicht | passiert nichts | verschw\w+nd\w+ | haeng\w+ | hangt
    | nie (?:dzial|laduj|wyswietl|pokaz|wysyl|zapis|otwier|dosta|przychodz|drukuj|nalicz|dodaj|tworz|reag
      |otrzym|pojaw)\w* | nie moga | nic sie nie | przesta\w+ | znik\w+ | zawiesza\w* | nadal nie
    | (?:werk|laad|verschijn|reageer|toon|druk|verzend|open)\w* …niet | niet meer | gebeurt …niets
    | (?:ontvang|krijg)\w* …geen | nog steeds niet | verdw[ei]\w+ | loopt vast | doet niets?
    | nao (?:se |me )?(?:funcion|carreg|aparec|mostr|envi|grav|abr|receb|cheg|cri|aplic|calcul|ger|imprim
      |respond|atualiz)\w* | nao conseguem | (?:nada|nao) acontece\w* | deix(?:ou|aram) de | continua sem
    # errors, blank pages, crashes
    | err(?:or|eur|ore|o|ori|os|ores|ors|eurs)s? | fehler\w* | bl(?:ad|edy|edu|edem|edow)
    | fout(?:en|melding\w*)?
    | exception | fatal | 50[0-4] | sqlstate | bugs? | crash\w* | breaks? | broken | roto | rota | kaputt
    | (?:white|blank|empty) (?:page|screen) | (?:page|screen|list)s? (?:is|are|stays?) (?:blank|white|empty)
    | (?:page|ecran) blanche? | (?:pagina|pantalla|schermata) (?:en |in |em )?(?:blanc[oa]|bianca|branco)
    | weiss?e seite | (?:biala|pusta) strona | witte pagina | stuck | freez\w+ | frozen | hangs
    | plante\w* | bloque\w+ | grise\w* | fall(?:a|an|o) | kapot
    | (?:takes?|tarda|met|prend|impiega|braucht|trwa|duurt|demora) …(?:\d{1,4}|minut\w*) (?:se[ck]\w*
      |min\w*)
    # what is not as it should be
    | wrong\w* | incorrect\w* | duplicate\w* | mal (?:calculad|traducid|mostrad)\w+ | incorrect[oa]s?
    | sbagliat\w+ | errat\w+ | faux | fausse?s? | falsch\w* | zle | bledn\w+ | verkeerd\w* | errad[oa]s?
    | twice | (?:two|three|several|many) times | dos veces | tres veces | dobles? | duplicad\w+ | en double
    | (?:deux|trois|plusieurs) fois | (?:due|tre) volte | doppi\w* | zweimal | dreimal | doppelt\w*
    | (?:dwa|trzy) razy | podwojn\w+ | (?:twee|drie) keer | dubbel\w* | (?:duas|tres) vezes
    # what came with a change, or on a day
    | (?:since|after) (?:the|i|we|your|my) (?:last |latest )?(?:update|upgrad|install)\w*
    | since (?:yesterday|monday|tuesday|today|this morning)
    | desde (?:que (?:actualic|instal)\w+|la (?:ultima )?actualizacion|ayer|hoy|esta manana|el lunes)
    | depuis (?:la mise a jour|hier|ce matin|lundi|que) | dopo l'aggiornamento
    | da (?:ieri|stamattina|quando)
    | seit (?:dem|der|gestern|heute|montag|letzte\w*)
    | (?:od|po) (?:ostatniej )?aktualizacji | od (?:wczoraj|dzis\w*|rana)
    | sinds (?:de (?:laatste )?update|gisteren|vandaag|vanochtend)
    | desde (?:a (?:ultima )?atualizacao|ontem|que atualiz\w+)
    """
)
_OTHER = _phrases(
    r"""
    # money
    (?:refund|reimburs)\w* | (?<!contra )(?:reembols|rembours|rimbors|ruckerstatt|terugbetal)\w+
    | (?:money|geld) (?:back|zuruck|terug) | devol\w+ …(?:el dinero|o dinheiro) | devolucion
    | zwrot\w* …(?:pieniedzy|srodkow|kosztow|zakup\w*)
    | (?:send|need|get|want|receive|have) …(?:the|an|my|our) …invoices? | my invoice
    | (?:necesit|envi|mand|quier|quisier|descarg)\w* …facturas?
    | (?:envoy|recevoir|besoin|obtenir|souhait|voudr|faudr)\w* …(?:ma|la|une|notre) facture
    | (?:vorrei|inviar\w*|serve|mandar\w*|avere) …fattura | (?:bitte|brauche\w*|benotig\w+) …rechnung
    | (?:prosze|poprosze|potrzebuj\w+|wystaw\w+) …faktur\w+ | (?:graag|sturen|nodig|ontvang\w*) …factuur
    | (?:preciso|envi\w+|quer\w+|gostaria) …fatura
    | how much | cuanto (?:cuesta|vale) | combien coute | quanto (?:costa|custa) | (?:was|wieviel) …kosten?
    | was wurde das kosten | ile kosztuje | jaki …koszt | wat kost\w*
    # licences, purchases
    | licen[cs]es? | licencias? | licenz[ae] | lizenz\w* | licencj\w+ | licentie\w* | licencas?
    | by mistake | (?:compr|pedi)\w+ …por (?:error|engano) | (?:achete|commande)\w* …par erreur
    | comprat\w+ …per errore | versehentlich …(?:gekauft|bestellt) | zamowil\w* …przez pomylke
    | per ongeluk …(?:\w{1,20} ){0,3}(?:besteld|gekocht)
    | before (?:i |we )?(?:buy|purchas)\w* | (?:n't|not) (?:yet )?(?:bought|purchased) | pre-?sales?
    | (?:antes|pensando) (?:de|en) compr\w+ | ainda nao compr\w+ | todavia no …comprado
    | avant (?:d'|de |l'|mon |un )?(?:l'|en )?ach(?:at|eter) | prima (?:di |dell')(?:compr|acquist)\w+
    | vor dem kauf | (?:eventuell|vielleicht) kaufen | (?:przed zakupem|zanim kupi\w*)
    | voor (?:de |ik )?(?:\w{1,10} )?(?:aan)?koop
    # work to order
    | custom(?:i[sz]ation|isation)? (?:work|development|project) | (?:a|us|me) quote
    | (?:desarrollo|desenvolvimento) a medida | (?:un|um) (?:presupuesto|orcamento) | orcamento
    | sur mesure | (?:un|le) devis | preventivo | personalizzazione …per
    | (?:individuelle|kundenspezifische) \w+ | (?:ein|kosten)voranschlag | wycen\w+ | na zamowienie
    | maatwerk | offerte
    """
)
_PHRASES: Mapping[RequestType, re.Pattern[str]] = {  # of two types with equal weight, the first wins
    RequestType.TECHNICAL: _TECHNICAL,
    RequestType.INSTALLATION: _INSTALLATION,
    RequestType.OTHER: _OTHER,
    RequestType.CONFIGURATION: _CONFIGURATION,
}

# Words that occur in requests of every type; they decide only when there is nothing stronger.
_HINTS: Mapping[RequestType, re.Pattern[str]] = {
    RequestType.INSTALLATION: _phrases(
        r"""
        (?:re|un|des|dis|za|prze)?instal\w+ | zip(?! code) | upload\w* | download\w* | upgrad\w+ | update
        | module manager | activation | activate | descarg\w+ | actualiz\w+ | activacion | telecharg\w+
        | mise a jour du module | scaric\w+ | aggiornamento | attivazione | hochlad\w+ | hochgeladen
        | herunterlad\w+ | pobra\w+ | pobierani\w+ | wgr[ay]\w+ | aktualizacja | bijwerken | activeren
        | descarreg\w+ | atualizar
        """
    ),
    RequestType.CONFIGURATION: _phrases(
        r"""
        how | where | which | settings? | options? | configur\w+ | set ?up | translat\w+
        | como | donde | ajustes | opcion\w* | traduc\w+ | comment | reglages? | parametr\w+ | tradui\w+
        | traduction | come | dove | impostazion\w+ | opzion\w+ | traduzion\w+ | wie | wo | welche\w?
        | einstell\w+ | konfigur\w+ | ubersetz\w+ | jak | gdzie | ustawi\w+ | tlumacz\w+ | hoe | waar
        | instell\w+ | vertal\w+ | onde | definico\w+ | opcao | opcoes
        """
    ),
    RequestType.OTHER: _phrases(
        r"""
        invoices? | facturas? | fact(?:ures?|uration) | fattur\w+ | rechnung\w* | faktur\w+ | factuur
    | faturas?
        | zwrot\w* | prices? | discount | thank(?:s| you) (?:so much |very much |a lot )?for
        | muchas gracias …por | merci (?:beaucoup )?pour | grazie (?:mille )?per | (?:vielen )?danke? fur
        | dziekuj\w+ (?:bardzo )?za | bedankt voor | (?:muito )?obrigad[oa] (?:pel[oa]|por)
        | (?:is|was|been|problem) (?:solved|resolved) | works now | close (?:the|this) (?:ticket|request)
        | solucionad[oa] | resuelto | cerrar …(?:consulta|ticket) | resolue? | risolto | ora funziona
        | hat geklappt | gelost | geschlossen werden | rozwiazan\w+ | juz …dziala | opgelost | resolvid[oa]
        """
    ),
}
# A pasted log means a technical problem: nobody pastes one to ask about settings.
_LOG = re.compile(
    r"#\d{1,3} |stack trace|uncaught |sqlstate\[|\.php(?::\d+|\(\d+\)| (?:on )?line)|fatal error"
)


def propose_kind(topic: str, asked: str) -> RequestType | None:
    """Return the type that the topic and the customer's text indicate; None when they indicate none.

    Reads Spanish, French, English, Italian, German, Polish, Dutch and Portuguese. A person decides.
    """
    title, text = _single_blanks(topic), _single_blanks(asked)
    weights = {
        kind: _weight(phrases, title, text, _MOST_HITS)
        + (_HINT_WEIGHT * _weight(_HINTS[kind], title, text, _MOST_HINTS) if kind in _HINTS else 0.0)
        for kind, phrases in _PHRASES.items()
    }
    if _LOG.search(text):
        weights[RequestType.TECHNICAL] += _LOG_WEIGHT
    heaviest = max(weights, key=lambda kind: weights[kind])
    return heaviest if weights[heaviest] else None


def _single_blanks(text: str) -> str:
    return " ".join(flat(text[:_LONGEST_TEXT]).split())


def _weight(pattern: re.Pattern[str], title: str, text: str, most: int) -> float:
    """Return the number of different matches of a pattern; those in the topic count double."""
    in_title = _found(pattern, title, most)
    in_text = _found(pattern, text, most) - in_title
    return _TOPIC_WEIGHT * len(in_title) + len(in_text)


def _found(pattern: re.Pattern[str], text: str, most: int) -> set[str]:
    found = set()
    for hit in pattern.finditer(text):
        found.add(hit[0])
        if len(found) == most:
            break
    return found
