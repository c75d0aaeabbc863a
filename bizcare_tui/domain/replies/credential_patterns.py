"""The words around a secret: labels, separators, and words that are never a secret."""

# Languages: English, Spanish, French, Italian, German, Polish, Dutch, Portuguese. All patterns match text
# without case and accents (`words.flat`), and every repetition is bounded.

from __future__ import annotations

import re

from bizcare_tui.domain.text_folding import any_of, word_set

# Labels that may also end a compound: "Datenbankpasswort", "db_password", "beheerderswachtwoord".
_COMPOUNDING = any_of(
    r"""
    pass(?:word|wort|worter|wd)s? | kennw(?:ort|orter) | wachtwoord(?:en)? | contrase(?:n|ny|nh)as?
    | pass(?:phrase|code)s? | (?:client|shared|consumer|app|api)[ _-]?secret(?:[ _-]?key)?
    | (?:api|access|private|license|web ?service|ws|secret|secure)[ _-]?(?:key|token)
    | api-?schlussel | zugangscode | toegangscode | zugriffsschlussel | toegangssleutel
    """
)
# Labels that are separate words. After these, any single word behind a colon may be the secret.
_STRONG = any_of(
    r"""
    pass | passw | pwd | psw | psswd | pw | ww | p/w | mots? de passe | mdp | hasl(?:o|a|em) | senhas?
    | palavras?[- ]passe | parol[ae] d'(?:ordine|accesso) | parola (?:di accesso|segreta)
    | claves?(?: de acceso| secreta| privada)? | codigo (?:de ace?sso|pin|secreto) | codes? d'acces
    | codice di accesso
    | code secret | codice segreto | kod dostepu | pin | chave de acesso | chiave di accesso
    | pass(?:word)?s?/(?:contrasena|mot de passe|passwort|haslo|senha|wachtwoord)
    """
)
# Labels after which only a word that looks like a key or a password is a secret.
_WEAK = any_of(
    r"""
    cle(?:f)?(?: d')?(?: ?api| secrete| privee)? | chiave(?: api| segreta| privata)?
    | klucz(?: api| webservice| dostepu| prywatny)? | schlussel | sleutel | chave(?: da api| api| secreta)?
    | llave | secret | token(?: api| dostepu| d'acces| de acceso| de acesso)? | key
    """
)
LABEL = re.compile(
    rf"(?P<strong>{_COMPOUNDING}|(?<![^\W_]){_STRONG})(?![^\W_])|(?<![^\W_])(?P<weak>{_WEAK})(?![^\W_])"
)
# What encloses or follows a label: "(FTP)", `"`, `'`, "]", "**".
_AROUND = r"[ \t]{0,3}(?:\([^()\n]{0,30}\)|\[[^\[\]\n]{0,30}\])?[\"'`*_)\]»”]{0,3}"
_BETWEEN = r"(?:[ \t]{1,3}(?!(?:is|es|est|ist|lautet|luidt|jest|son|sera)\b)[^\s.,;:!?|=<>]{1,20}){0,6}?"
_NOW = (
    r"(?:(?:wie folgt|comme suit|como sigue|come segue|now|currently|ahora|actualmente|maintenant"
    r"|jetzt|nun|nu|teraz|agora"
    r"|ora|adesso|still|the following|la siguiente|as follows)[ \t]{0,3}:?[ \t]{1,3})?"
)
_SIGN = r"(?:[:=]{1,3}[>-]?|-{1,2}>|→|⇒|(?<=[\"']),)"
_VERB = (
    r"(?:is|was|are|es|era|sea|sera|son|est|c'est|ist|war|lautet|heisst|e|sono|to|jest|brzmi|luidt"
    r"|(?:set|changed|reset) to|a|sao)"
)
# A separator such as ":", up to a few words after the label (SIGN), or a verb such as "is" (VERB).
SIGN = re.compile(
    rf"{_AROUND}{_BETWEEN}[ \t]{{0,5}}(?P<sign>{_SIGN})[ \t*_]{{0,20}}(?:\r?\n[ \t]{{0,20}}){{0,2}}"
)
VERB = re.compile(
    rf"{_AROUND}{_BETWEEN}[ \t]{{1,3}}(?P<sign>{_VERB})(?:[ \t]{{0,3}}[:=]|(?![^\W_]))["
    rf" \t]{{0,5}}{_NOW}(?:\r?\n[ \t]{{0,20}})?"
)
DASH = re.compile(rf"{_AROUND}[ \t]{{1,3}}[-–—][ \t]{{1,5}}")
LINE = re.compile(rf"{_AROUND}{_BETWEEN}[ \t]{{0,5}}\r?\n[ \t]{{0,20}}(?:\r?\n[ \t]{{0,20}})?")
_OF_WHAT = any_of(
    r"""
    ftp | sftp | ssh | admin | back[- ]?office | bo | wifi | mysql | sql | bdd? | db | temporal
    | provisional | provisoire | temporanea | cpanel | plesk
    """
)
BLANK = re.compile(rf"{_AROUND}(?:[ \t]{{1,3}}{_OF_WHAT})?[ \t]{{1,5}}")

# Access data: "FTP: maria / Garden!2024".
LOGIN = any_of(
    r"""
    log[- ]?in | (?:conecte|connectez-vous|melden sie sich|anmelden|inloggen|zaloguj) | entr[aei] con
    | entre com | acces(?:s|o|os|so|si)? | credenciales | credentials | identifiants? | zugang(?:sdaten)?
    | zugriff | dane(?: do)?(?: logowania)? | inloggegevens | inlog | credenziali | credenciais | s?ftps?
    | ssh
    | admin(?:er)? | usuario | user(?:name)? | utilisateur | utente | benutzer(?:name)? | uzytkownik
    | gebruiker(?:snaam)? | utilizador | phpmyadmin | mysql | cpanel | plesk | back[- ]?office | base de datos
    | base de donnees | database | datenbank | baza danych | db | bdd | bd
    """
)
LOGIN_WORD = re.compile(rf"(?<![^\W_]){LOGIN}(?![^\W_])")
USER = r"[\w.@+-]{3,60}+"
_THEN = (
    r"(?:[ \t]{0,3}(?P<mark>//|[/|:,;]|[ \t][-–][ \t])[ \t]{0,3}"
    r"|[ \t]{1,3}(?:y|et|and|e|und|i|en|mit|with|con|avec)[ \t]{1,3})"
)
SIGNED_PAIR = re.compile(
    rf"(?<![^\W_]){LOGIN}(?![^\W_])[^\n:=(|]{{0,40}}[:=(|][^\n]{{0,30}}?(?<![\w.@+-]){USER}{_THEN}"
)
PAIR = re.compile(rf"(?<![^\W_]){LOGIN}(?![^\W_])[^\n]{{0,40}}?(?<![\w.@+-]){USER}{_THEN}")
USER_AND_BLANK = re.compile(
    rf"(?<![^\W_]){LOGIN}(?![^\W_])[^\n]{{0,20}}?[:=][ \t]{{0,3}}{USER}(?P<mark>[ \t]{{1,3}})"
)
# "user / password:": the value that follows has two parts.
LOGIN_BEFORE = re.compile(rf"(?<![^\W_]){LOGIN}[ \t]{{0,3}}(?:[/&,|+]|y|et|and|e|und|i|en)[ \t]{{0,3}}\Z")
SECOND_PART = re.compile(r"[ \t]{0,3}(?://|[/|,;:]|[ ](?:y|et|and|e|und|i|en)[ ])[ \t]{0,3}")
# A line that announces access data in the lines below.
HEADING = re.compile(rf"(?:[^\n]{{0,40}}[^\w\n])?{LOGIN}(?![^\W_])[^\n:]{{0,40}}:[ \t]*")

# In an address: "?token=…", "&api_key=…".
QUERY_VALUE = re.compile(
    r"[?&;#]([\w.\[\]-]{0,40}?)"
    r"(?:tok(?:en)?|key|secret|pass(?:word|wd|wort|phrase)?|pwd|mdp|psw|contrasena|clave|senha|haslo"
    r"|wachtwoord|kennwort|sig|signature|auth|hash|sess(?:ion)?(?:[_-]?id)?|phpsessid|sid|jwt|bearer)"
    r"(?:\])?=(?P<secret>[^\s&;#\"'<>|]{1,2000})"
)

# In a sentence with one of these before the label, an ordinary word after it is no secret.
TROUBLE = re.compile(
    r"\b(?:not|nao|non|marche\w*|funciona\w*|funktion\w*|works?|dziala\w*|werkt|errors?|erreurs?"
    r"|fehler\w*|forg[oe]t\w*|los[te]\w*|reset\w*|chang\w+|wrong|invalid|incorrect|recover\w*"
    r"|remember|need|enter|"
    r"without|no|not|olvid\w*|perd\w*|cambi\w*|recuper\w*|sin|necesit\w*|oubli\w*|reinitialis\w*|sans|"
    r"dimentic\w*|scord\w*|senza|reimpost\w*|vergess\w*|verlor\w*|zurucksetz\w*|ohne|kein\w*|falsch\w*|"
    r"zapomn\w*|zgubi\w*|zmien\w*|bez|nie|vergeten|kwijt|zonder|geen|esquec\w*|redefin\w*|sem|nao)\b"
)
NO_SECRET = re.compile(
    any_of(
        r"""
    incorrect\w* | invalid\w* | obligator\w* | obligatoi\w* | olvidad\w* | oubli\w* | vergess\w*
    | dimentic\w* | caducad\w* | expir\w* | abgelaufen | niepoprawn\w* | bledn\w* | onjuist\w*
    | errad\w* | incorret\w* | errat\w* | manquant\w* | protect\w* | wrong\w* | falsch\w* | requ\w* | empty
    | vaci[oa]\w* | vides? | leer\w* | vuot[oa] | forgot\w* | reset\w* | fields? | campos? | champs?
    | feld\w* | null | none | true | false | string | text | hash\w* | md5 | sha-?\d* | bcrypt | utf\S*
    | here | aqui | hier | tutaj | ici | qui | secure | seguro | correct[ao]? | richtig | chang\w* | cambi\w*
    | missing | falta\w* | https?\S* | www\S* | help | please | urgent\w* | aide | ayuda | aiuto | hilfe
    | pomoc\w* | hulp | ajuda | thanks | thank\w* | gracias | merci | grazie | danke | dziekuj\w* | bedankt
    | obrigad\w* | prosze | bitte | pending | unknown | desconocid\w* | inconnu\w* | unbekannt\w* | nieznan\w*
    | onbekend\w* | desconhecid\w* | sconosciut\w* | lost | perdid\w* | perdu\w* | pers[oa] | verloren
    | error\w* | erreur | fehler\w* | errore | blad | fout\w* | erro | email | e-mail | login | log-in
    | user\w*
    | usuario | url | host\w* | server\w* | nothing | nada | rien | niente | nichts | the | same | idem
    | ditto
    | igual | meme | stesso | gleich\w* | ninguna? | aucun\w* | nessun\w* | kein\w* | brak | geen | nenhum\w*
    | later | soon | below | above | attached | adjunt\w* | abajo | ci-dessous | ci-joint\w* | sotto
    | allegat\w*
    | unten | siehe | anbei | ponizej | hieronder | bijlage | abaixo | anexo | also | which | that | what
    | when
    | where | como | cuando | donde | comment | quand | come | quando | dove | warum | jak | kiedy | gdzie
    | never | nunca | jamais | mai | niemals | nigdy | nooit | unchanged | okay | works | working | visible
    | hidden
    | optional\w* | opcional\w* | optionnel\w* | opzional\w* | opcjonaln\w* | optioneel | disabled | enabled
    | too | muy | trop | troppo | sehr | bardzo | zbyt | very | only | solo | seulement | soltanto | tylko
    | alleen
    | minimum | maximum | characters? | caracteres? | zeichen | znak\w* | tekens | carateri | caratteri
    | send\w* | sent | envi\w* | manda\w* | senden | wysl\w* | stuur\w* | will | voy | vais | werde
    """
    )
)
# A version, a piece of code, a file name, a date, an address.
TECHNICAL = re.compile(
    r"(?:v|ps|php|mysql|mariadb|prestashop)?[-_ ]?v?\d[\d.,x]*|[a-z_$][\w$]*\([^()]*\)[;.]?"
    r"|[$\w]+->\w.*|\w+::\w.*"
    r"|/[\w.-]+(?:/[\w.-]+)+/?|/[a-z._-]+|[\w./-]*\.(?:php|js|tpl|twig|css|yml|xml|html?|log)"
    r"|[\w.+-]+@(?:[a-z][a-z0-9-]*\.)+[a-z]{2,8}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d+(?:px|kb|mb"
    r"|gb|ms|s|h|min|em|rem)"
    r"|#[0-9a-f]{3,8}|[a-z]+/[a-z]+|_\w+_|ps_\w+"
)
# Dots, or a slot that is not filled in.
MASKED = re.compile(
    r"[*•●x._…-]+|\[[^\[\]]*\]?|\{\{?[a-z_ .]*\}?\}?|<[^<>]*>?|\$\{?[a-z_]+\}?|%[a-z_]+%?|(?:your"
    r"|tu|su|votre|ihr|uw)[-_ ][a-z]+"
)
CELL_LABELS = word_set(
    "user username login email e-mail url host server port ftp ssh usuario utilisateur identifiant"
    " utente benutzer"
    " benutzername uzytkownik gebruiker gebruikersnaam utilizador correo mail servidor serveur hote"
    " adres address adresse"
    " direccion indirizzo endereco name nombre nom nome imie naam acceso access role rol type tipo database"
)
