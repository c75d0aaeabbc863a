"""Detect replies that read like an automatic receipt, even if they do not say so."""

from __future__ import annotations

import re

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.text_folding import any_of, flat

# Many genuine replies have one of these; two of them make a receipt.
_SIGNS = tuple(
    re.compile(rf"\b{any_of(sign)}")
    for sign in (
        # the request was received
        r"""
        (?:ticket|request|case) (?:has been|was) (?:created|opened)
        | (?:ticket|demande) a ete cree | ticket ha sido creado
        | ticket e stato creato | ticket wurde erstellt | zgloszenie zostalo utworzone | ticket is aangemaakt
        | (?:ticket|chamado) foi (?:criado|aberto)
        | (?:we have|we've|has been|was) (?:successfully )?(?:received|registered|logged)
        | (?:hemos recibido|ha sido (?:recibid|registrad)[oa]|queda registrad[oa]|recibimos su)
        | (?:bien recu|a bien ete (?:recue?|enregistree?|transmise?)|a ete enregistree?)
        | (?:abbiamo ricevuto|e stat[oa] (?:ricevut|registrat|inoltrat)[oa])
        | (?:wir haben (?:ihre|deine) \w+ (?:erfolgreich )?erhalten|ist (?:bei uns )?eingegangen
          | wurde (?:erfasst|registriert))
        | (?:otrzymalismy|zostal[ao]? (?:przyjet|zarejestrowan|odebran)\w+|potwierdzamy)
        | (?:hebben (?:uw|je) \w+ (?:goed )?ontvangen|is (?:goed )?(?:ontvangen|geregistreerd)|in goede orde)
        | (?:recebemos|foi (?:recebid|regist(?:r)?ad|abert)[oa])
        """,
        # it has a number
        r"""
        (?:ticket|case|request|reference|incident|enquiry) (?:number|id|no\.?|ref)\b | (?:ticket|case) #
        | numero de (?:ticket|caso|incidencia|consulta|referencia|solicitud|expediente)
        | numero (?:de )?(?:dossier|demande|ticket|reference) | sous le (?:numero|n°|no)
        | numero (?:di )?(?:ticket|pratica|richiesta|riferimento) | con il numero
        | (?:ticket|vorgangs|bearbeitungs|anfrage|referenz|fall)-?nummer | aktenzeichen
        | numer(?:em|u)? (?:zgloszenia|sprawy|ticketu|referencyjny) | nadano numer
        | (?:ticket|zaak|referentie|aanvraag|dossier)-?nummer
        | numero d[oe] (?:chamado|ticket|protocolo|pedido de suporte) | protocolo n
        """,
        # it is in a queue
        r"""
        in (?:our|the) queue | en cola | file d'attente | in coda | warteschlange | w kolejce
        | (?:in de )?wachtrij
        | na fila
        | (?:ticket|solicitud|demande|richiesta|anfrage|zgloszenie|aanvraag|chamado|request)[ ]?
          (?:#|n[°o.]|nr\.?|no\.?)[ ]?[\w-]*\d
        """,
        # business hours
        r"""
        (?:opening|office|business|working|support) hours | monday (?:to|through|-) friday
        | horario (?:de atencion|de oficina|comercial|laboral) | (?:de )?lunes a (?:viernes|jueves)
        | horaires d'ouverture | nos horaires | du lundi au vendredi
        | orari[o]? (?:di )?(?:apertura|ufficio|assistenza|lavoro) | dal lunedi al venerdi
        | (?:offnungs|geschafts|service|sprech|buro)zeiten
        | (?:montag bis freitag|mo\.?-fr\.?|montags bis freitags)
        | godzin(?:y|ach) (?:pracy|otwarcia|urzedowania|\d) | od poniedzialku do piatku | dni robocze
        | openingstijden | kantooruren | maandag (?:tot en met|t/m|tot) vrijdag | werkdagen (?:van|tussen)
        | horario de (?:atendimento|funcionamento|expediente) | de segunda a sexta
        """,
        # when to expect an answer
        r"""
        (?:average|mean|usual) (?:response|reply) time | tiempo (?:medio )?de respuesta
        | delai (?:moyen )?de reponse
        | tempo (?:medio )?(?:di|de) (?:risposta|resposta) | antwortzeit | reaktionszeit | czas odpowiedzi
        | reactietijd | prazo (?:medio )?de resposta | temps de reponse
        | within (?:\d+|one|two|three|a few|the next \w+) (?:\w+ )?(?:hours?|days?)
        | en (?:un plazo (?:maximo )?de |menos de |las proximas )?\d+ (?:horas|dias)
        | (?:sous|dans les|d'ici) \d+ ?(?:h\b|heures|jours)
        | entro (?:le )?(?:prossime )?\d+ (?:ore|giorni)
        | innerhalb (?:von |der nachsten )?(?:\d+|zwei|drei) (?:stunden|werktag\w*|tag\w*)
        | w ciagu (?:najblizszych )?\d+ (?:godzin|dni|h\b)
        | binnen (?:\d+|een|twee) (?:uur|(?:werk)?dag\w*)
        | (?:em ate|no prazo de|dentro de) \d+ (?:horas|dias) | \d+ (?:horas|dias) uteis
        """,
        # requests are handled in order
        r"""
        in the order (?:they|in which|of|it|that) | orden de (?:llegada|recepcion)
        | dans l'ordre d(?:e|'arrivee)
        | in ordine (?:di arrivo|cronologico) | in der reihenfolge | w kolejnosci
        | (?:op|in) volgorde (?:van|waarin)
        | ordem de chegada
        """,
        # do not reply
        r"""
        (?:do not|don't|no need to|please avoid) (?:reply|respond|writ|answer|send)\w*
        | no (?:responda|conteste|es necesario (?:que )?(?:responda|enviar|escrib)
          | hace falta (?:que )?(?:responda|escrib))
        | (?:ne pas|inutile de) (?:y )?(?:repondre|renvoyer|relancer)
        | non (?:rispond|e necessario (?:rispond|scriv|invi)|serve (?:rispond|scriv))
        | antworten sie (?:bitte )?nicht | nicht (?:erneut )?(?:zu )?(?:antworten|schreiben)
        | nie odpowiada | (?:nie ma potrzeby|nie trzeba|prosimy nie) (?:odpisyw|wysyl|pisa|odpowiad|ponawia)
        | niet (?:op dit|op deze|te (?:antwoorden|reageren|beantwoorden)) | hoeft niet (?:te|nogmaals|opnieuw)
        | nao (?:responda|e necessario (?:enviar|responder)|precisa (?:enviar|responder))
        """,
        r"automat\w+ | automaat\w* | autorespond\w* | geautomatiseerd\w* | no-?reply",
    )
)
_ENOUGH = 2


def looks_like_receipt(text: str) -> bool:
    """Return whether a reply has at least two signs of an automatic receipt."""
    own = " ".join(flat(without_quotes(text)).split())
    return sum(sign.search(own) is not None for sign in _SIGNS) >= _ENOUGH
