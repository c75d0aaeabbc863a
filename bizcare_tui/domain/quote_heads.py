"""Recognises the lines that mail programs put above a quoted message, in the customers' languages.

All patterns are for flat text: lower case, without accents (`words.flat`). Each is matched against one line,
or a few lines of limited length.
"""

from __future__ import annotations

import re

from bizcare_tui.domain.text_folding import any_of, flat

LONGEST_HEAD = 400
_MOST_HEAD_LINES = 3

ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def _flattened(pattern: str) -> str:
    """Return a pattern with its non-ASCII letters converted to flat text."""
    return re.sub(r"[^\x00-\x7f]", lambda letter: flat(letter[0]), pattern)


def _any_flat(phrases: str) -> str:
    return _flattened(any_of(phrases))


_MONTH = _any_flat(
    r"""
        jan(?:uar[iy]?|vier|eiro)? | janv | ene(?:ro)? | gen(?:naio|er)? | janner | jaanuar | ianuarie | ian
        | feb(?:r(?:uar[iy]?|ero|uarie|er)|braio|reiro)? | fevr?(?:ier|ereiro)? | helmikuuta
        | mar(?:ch|zo|s|z|ca|zec|co|t|tie|cius|tius)? | maerz | maart | mrt | brezna | marec
        | apr(?:il[ei]?|ilis|ilie)? | avr(?:il)? | abr(?:il)? | ma[iy] | mayo | maio | maggio | mag
        | maja? | mei | majus | mayis
        | jun[ei]? | juni[oe]? | junho | juin | giu(?:gno)? | junius | iunie | iun
        | jul[yi]? | juli[oe]? | julho | juil(?:let)? | lug(?:lio)? | julius | iulie | iul
        | aug(?:ust(?:us|i)?|usztus)? | ago(?:sto)? | aout
        | sept?(?:emb(?:er|re|rie)|iembre)? | set(?:t?embre|iembre|embro)? | szept(?:ember)?
        | o[ck]t(?:ob(?:er|re)|ubre|ombrie)? | ott(?:obre)? | out(?:ubro)?
        | nov(?:emb(?:er|re|ro)|iembre)? | noi(?:embrie)?
        | de[cz](?:emb(?:er|re|ro|rie))? | dic(?:iembre|embre)? | des(?:ember)?
        | sty(?:cznia|czen)? | lut(?:ego|y)? | kwi(?:etnia|ecien)? | cze(?:rwca|rwiec)? | lip(?:ca|iec)?
        | sie(?:rpnia|rpien)? | wrz(?:esnia|esien)? | paz(?:dziernika?)? | lis(?:topadu?a?)?
        | gru(?:dnia|dzien)?
        | ledna | unora | dubna | kvetna | cervn[a]? | cervence | srpna | zari | rijna | prosince
        | \w{4,9}kuuta | ocak? | subat | sub | nis(?:an)? | haz(?:iran)? | tem(?:muz)? | agu(?:stos)?
        | eyl(?:ul)?
        | eki(?:m)? | kas(?:im)? | ara(?:lik)?
        | (?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,6}
        | (?:січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листоп|груд)[а-яі]{0,6}
        | (?:ιαν|φεβ|μαρ|απρ|μαι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ)[α-ω]{0,9}
    """
)
_DATE = re.compile(
    r"(?<![\d.])(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d.]\d)"
    r"|(?<![\d.])(?:0?[1-9]|[12]\d|3[01]) ?[-/.] ?(?:0?[1-9]|[12]\d|3[01]) ?[-/.] ?(?:19|20)\d\d(?!\d)"
    r"|(?<![\d./])\d{1,2}/\d{1,2}/\d\d(?!\d)"
    r"|(?<![\d.])(?:[0-2]\d|3[01])[.-](?:0\d|1[0-2])[.-]\d\d(?![\d.]\d)"
    rf"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|re|[.ºª])? ?(?:of |de |d['’])?{_MONTH}(?!\w)"
    rf"|(?<!\w){_MONTH}\.?,? (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?(?!\d)"
    + _flattened(r"|\d{4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]")
)

# "wrote" at the end of a head: English; Spanish, Galician, Catalan, Portuguese; French, Italian, Romanian;
# German, Dutch, Nordic languages; Slavic and Baltic languages; others.
_WROTE = _any_flat(
    r"""
    wrote | writes
    | escribio | escribiu | va escriure | escreveu
    | a ecrit | ha scritto | scrive | a scris
    | schrieb | hat .{0,160}geschrieben | schreef | (?:heeft .{0,160})?geschreven | skrev | kirjoitti
    | skrifadi
    | napisal(?:a|\(a\)|/a)? | pisze | napsal(?:a|\(a\)|/a)? | (?:je )?napisa[ol](?:/?la|\(la\)|a)?
    | rase | rakstija | kirjutas | irta | yazdi
    | εγραψε | написал(?:а|\(а\))? | пишет | пише | написав(?:ла|\(ла\))? | написала | написа
    | menulis | da viet | 写道 | 寫道 | のメール | のメッセージ | 書きました | 작성 | 썼습니다 | כתב | כתבה
    | كتب | نوشت
    | เขียนว่า | ने लिखा
    """
)
# The verb may be followed by a name, and the verb or the name by a date in brackets.
_ENDS_IN_WROTE = re.compile(
    rf"(?:(?<![^\W\d_])|(?<=[\u0e00-\u0eff\u1100-\u11ff\u3040-\u9fff])){_WROTE}"
    r"[\s,]*(?:\((?:[^()]|\([^()]{0,4}\)){4,80}\))?\s*:\Z"
)
_WROTE_THEN_NAME = re.compile(
    r"\b(?:schrieb|schreef|skrev|napisal(?:a|\(a\))?|napsal(?:a|\(a\))?|wrote)\b.{1,160}:\Z"
    r"|\bwiadomosc napisana przez\b.{1,200}:\Z"
)
# No mail program writes "I", "we" or "you" there: such a sentence is the writer's own.
_PERSONAL = re.compile(
    r"\b(?:(?:i|we|you) (?:wrote|writes)|wrote (?:to )?(?:me|us)\b|m['’ ]a ecrit"
    r"|(?:nous|vous|lui|leur) a ecrit"
    r"|(?:mi|ci|vi|gli) ha scritto|(?:me|nos|os|les?) escribio|(?:me|nos|lhe) escreveu|escreveu-(?:me|nos)"
    r"|mir|mich|uns|ich|wir|ihm|ihnen|folgende[srn]?|mij|ons|ik|wij|(?:mi|nam|mnie) (?:na)?pisal(?:a|\(a\))?"
    r"|do mnie|do nas|ni|ho|he|j['’]ai)\b"
)
# How a head of several lines begins: with a date, a weekday, or a word for "on".
_BEGINS = re.compile(
    r"(?:on|el|le|il(?: giorno)?|am|op|em|no dia|as|w dniu|dnia|den|pa|dne|dna|on|tis|στις"
    r"|вс|пн|вт|ср|чт|пт|сб"
    r"|[^\W\d_]{2,12}[.,]{1,2})[ ,]|\d"
)
_DATE_THEN_ADDRESS = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>\s*:\Z")

_MESSAGE = _any_flat(
    r"""
    (?:original|forwarded|reply|initial|previous) (?:message|mail|e-?mail|appointment)
    | (?:mensaje|correo|missatge) (?:original|reenviado|reenviat|anterior|de respuesta)
    | (?:message|mail|e-?mail|courriel) (?:original|initial|d['’ ]origine|transfere|reexpedie|precedent)
    | messaggio (?:originale|inoltrato|originario|precedente)
    | (?:ursprungliche|ursprgl\.|weitergeleitete|original|vorherige)[ -]?(?:nachricht|e-?mail|mail)
    | (?:oryginalna |przekazana |przeslana |poprzednia )?wiadomosc(?: oryginalna| przekazana(?: dalej)?)?
    | (?:tresc|poczatek) (?:przekazanej|przekazywanej|oryginalnej) wiadomosci
    | (?:oorspronkelijk|origineel|doorgestuurd|vorig)e? (?:bericht|e-?mail|mail)
    | mensagem (?:original|encaminhada|reencaminhada|anterior)
    | (?:ursprungligt|vidarebefordrat) meddelande
    | (?:oprindelig|videresendt) (?:meddelelse|besked|mail) | (?:opprinnelig|videresendt) melding
    | (?:alkuperainen|valitetty) viesti | (?:puvodni|preposlana|predana) zprava
    | (?:povodna|preposlana) sprava
    | (?:izvorno|originalno|proslijedjeno) sporocilo | (?:izvorna|originalna|proslijedena) poruka
    | (?:eredeti|tovabbitott) uzenet | mesaj(?:ul)? (?:original|initial|redirectionat)
    | (?:orijinal|ozgun|iletilen|asil) (?:ileti|mesaj) | (?:αρχικο|προωθημενο) μηνυμα
    | (?:исходное|пересылаемое|пересланное|переадресованное) сообщение | (?:вихідне|переслане) повідомлення
    | 原始邮件 | 原始郵件 | 邮件原件 | 转发邮件 | 转发的邮件 | 轉寄郵件
    | 元のメッセージ | 転送メッセージ | 원본 메[일시]지? | 전달된 메[일시]지?
    """
)
_SEPARATOR = re.compile(rf"[-_=*~]{{2,80}}\s*{_MESSAGE}\s*:?\s*[-_=*~]{{2,80}}")
# The texts of Apple Mail.
_FORWARDED = re.compile(
    any_of(
        r"""
        begin forwarded message | inicio del mensaje reenviado | debut du message (?:reexpedie|transfere)
        | anfang der weitergeleiteten (?:nachricht|e-mail) | inizio (?:del )?messaggio inoltrato
        | begin doorgestuurd bericht | inicio da mensagem (?:reencaminhada|encaminhada)
        | poczatek przekazywanej wiadomosci | vidarebefordrat brev | start pa videresendt besked
        """
    )
    + r"\s*:"
)

_LABELS = {
    "from": """from de von da van od fra fran kita lahettaja felado kimden απο от від expediteur remitente
        mittente
        absender nadawca afzender remetente desde odesilatel odosielatel posiljatelj
        发件人 寄件者 寄件人 差出人 送信者""",
    "sent": """sent date fecha enviado envoye inviato data gesendet datum wyslano verzonden enviada skickat
        sendt dato lahetetty odeslano odoslane kuldve elkuldve trimis gonderildi gonderilme
        tarih ημερομηνια αποσταλθηκε αποστολη
        отправлено дата надіслано paiva poslano 发送时间 日期 寄件日期 送信日時 日時 日付 날짜""",
    "to": """to para a an do aan til till komu cimzett catre kime προς кому dla pour destinataire destinatario
        empfanger adresat geadresseerde vastaanottaja za prima 收件人 宛先""",
    "subject": """subject asunto objet sujet oggetto betreff temat onderwerp assunto amne emne aihe predmet
        targy
        subiect konu θεμα тема assumpte zadeva 主题 主旨 件名 제목""",
    "other": """cc cci ccn bcc dw kopia kopie copia copie kopi reply-to importance importancia priority
        wichtigkeit prioridade""",
}
_LABELS_OF_TWO_WORDS = {
    "보낸 사람": "from",
    "de la": "from",
    "от кого": "from",
    "received from": "from",
    "보낸 날짜": "sent",
    "enviado el": "sent",
    "enviado em": "sent",
    "enviada em": "sent",
    "envoye le": "sent",
    "date d'envoi": "sent",
    "sent at": "sent",
    "sent on": "sent",
    "data wyslania": "sent",
    "data invio": "sent",
    "fecha de envio": "sent",
    "repondre a": "other",
    "responder a": "other",
    "antwort an": "other",
}
_KIND_OF = {
    flat(label): kind
    for label, kind in [
        *((label, kind) for kind, labels in _LABELS.items() for label in labels.split()),
        *_LABELS_OF_TWO_WORDS.items(),
    ]
}
_LABEL = re.compile(r"[\W_]{0,4}([^\W\d_][^\n:：*]{0,18}?)[*_\s]{0,4}[:：]")
_LABEL_WITHIN = re.compile(
    r"(?:\A|(?<=\s))[*_]{0,2}([^\W\d_][^\s:：*]{0,16}(?: [^\s:：*]{1,8})?)[*_]{0,2}\s?[:：]"
)
_MOST_BLOCK_LINES = 14
_RULE = re.compile(r"[-_=*─—]{3,}")

# A line that a telephone or a mail program adds below the message.
_SENT_BY = re.compile(
    any_of(
        r"""
        sent (?:from|with|via) (?:my|mail|outlook|yahoo|samsung|proton|gmail|aol|an? |the ) ?.{0,50}
        | get outlook for .{1,30} | get (?:the )?\w{1,12} (?:app|mail) .{1,30}
        | enviado (?:desde|con|a traves de) (?:mi|el|outlook|correo|yahoo|samsung) ?.{0,50}
        | obtener outlook para .{1,30}
        | envoye (?:de|depuis|a partir d[eu]|avec) ?(?:mon|ma|l['’]|outlook|mail|yahoo|samsung|['’]) ?.{0,50}
        | (?:obtenez|telechargez|obtenir|telecharger) outlook pour .{1,30}
        | inviato (?:da|dal|dalla|con|tramite) .{1,50} | (?:scarica|ottieni) outlook per .{1,30}
        | (?:von|mit|aus) mein\w{1,2} .{1,30} gesendet | gesendet (?:von|mit|aus|uber|vom) .{1,50}
        | diese nachricht wurde von mein\w{1,2} .{1,60} gesendet
        | (?:hol\w* sie sich )?outlook fur .{1,20}(?: beziehen| herunterladen| holen)?
        | wyslan[eoy] (?:z|ze|za pomoca|przy uzyciu) .{1,50}
        | pobierz (?:program |aplikacje )?outlook (?:dla|na) .{1,30}
        | (?:verstuurd|verzonden) (?:vanaf|met|via|van) .{1,50}
        | (?:download )?outlook voor .{1,20}(?: downloaden)?
        | enviado (?:do|da|a partir d[eo]|pelo|com) .{1,50}
        | (?:obter|baixe|transferir) (?:o )?outlook para .{1,30}
        """
    )
)


def has_date(text: str) -> bool:
    """Whether a flat line contains a date; a version or a time of day does not count."""
    return _DATE.search(text) is not None


def is_separator(line: str) -> bool:
    """Whether a line announces another message, such as "-----Original Message-----"."""
    if len(line) > LONGEST_HEAD or not line:
        return False
    return _SEPARATOR.fullmatch(line) is not None or _FORWARDED.fullmatch(line) is not None


def is_rule(line: str) -> bool:
    """Whether a line is a horizontal rule of hyphens or similar characters."""
    return _RULE.fullmatch(line) is not None


def is_sent_by(line: str) -> bool:
    """Whether a line was added by a telephone or mail program: "Sent from my iPhone"."""
    return len(line) <= 80 and _SENT_BY.fullmatch(line.rstrip(" .")) is not None


def says_wrote(line: str) -> bool:
    """Whether a line ends like the head of a quote, "Ana wrote:"; an ordinary sentence may do so too."""
    return (
        line.endswith(":")
        and len(line) <= LONGEST_HEAD
        and (_ENDS_IN_WROTE.search(line) or _WROTE_THEN_NAME.search(line)) is not None
    )


def attribution(lines: list[str]) -> tuple[int, bool]:
    """Return how many of these lines form a head "On Tuesday … Ana wrote:", and if it has an e-mail address.

    The count is 0 when the lines begin with no head. A head contains a date or an address; mail programs
    break a long one into two or three lines.
    """
    head = ""
    for count, line in enumerate(lines[:_MOST_HEAD_LINES], 1):
        head = f"{head} {line}".strip()
        if not line or len(head) > LONGEST_HEAD:
            break
        if line.endswith(":"):
            is_whole = count == 1 or (has_date(head) and _BEGINS.match(lines[0]) is not None)
            return (count, ADDRESS.search(head) is not None) if is_whole and _is_head(head) else (0, False)
    return 0, False


def _is_head(head: str) -> bool:
    named = ADDRESS.search(head) is not None
    if says_wrote(head):
        return named or (has_date(head) and _PERSONAL.search(head) is None)
    first = _DATE.search(head)
    return first is not None and first.start() <= 16 and _DATE_THEN_ADDRESS.search(head) is not None


def block_length(lines: list[str]) -> int:
    """Return how many of these lines form an Outlook block of From, Sent, To and Subject; 0 for none."""
    kinds: set[str] = set()
    length = has_value = gap = 0
    for place, line in enumerate(lines[:_MOST_BLOCK_LINES]):
        if not line:
            gap += 1
            if gap > 1 or not kinds:
                break
            continue
        kind = _label(line)
        if kind is None and not (kinds and not gap and length and _continues(line)):
            break
        gap = 0
        kinds |= {kind} if kind else set()
        has_value |= _has_address_or_date(line)
        length = place + 1
    if not has_value and not kinds >= {"from", "sent", "to", "subject"}:
        return 0
    if _is_block(kinds):
        return length
    within = {_KIND_OF.get(found[1]) for found in _LABEL_WITHIN.finditer(lines[0][: 2 * LONGEST_HEAD])}
    return 1 if _label(lines[0]) == "from" and _is_block({kind for kind in within if kind}) else 0


def _is_block(kinds: set[str]) -> bool:
    return "from" in kinds and len(kinds & {"sent", "to", "subject"}) >= 2


def _label(line: str) -> str | None:
    found = _LABEL.match(line)
    return _KIND_OF.get(" ".join(found[1].split()).strip()) if found else None


def _continues(line: str) -> bool:
    return len(line) <= LONGEST_HEAD and (ADDRESS.search(line) is not None or line.endswith(";"))


def _has_address_or_date(line: str) -> bool:
    line = line[:LONGEST_HEAD]
    return ADDRESS.search(line) is not None or has_date(line)


def prepared(line: str) -> str:
    """Return a line in the form that these functions expect: flat, without spaces and emphasis around it.

    A line that is too long to be a head becomes empty.
    """
    if len(line) > 2 * LONGEST_HEAD:
        return ""
    line = flat(line).strip()
    return line.strip(" \t*_\xa0") or line
