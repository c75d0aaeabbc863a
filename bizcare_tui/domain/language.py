"""Detection of the language of a text, by its commonest words and letters; the result may be unsure."""

from __future__ import annotations

import re
from collections import defaultdict

from bizcare_tui.domain.prose import own_words, without_code
from bizcare_tui.domain.text_folding import fold, word_set
from bizcare_tui.i18n import _

LANGUAGES = ("es", "fr", "en", "it", "de", "pl", "nl", "pt")

# Words without accents. A word that several languages have in common counts less.
_WORDS = {
    "es": """
        el la los las un una unos unas de del al y o u en con sin por para como que cual quien cuando
        donde porque pero si no ni es son era fue ser esta estan este esto esos esas estas aqui alli ahora
        ya aun tambien muy mas menos mucho poco todo toda todos nada algo algun alguna yo tu usted ustedes
        nos nosotros me te se le les lo mi mis su sus nuestro nuestra hay hace hacer hago hacen tengo
        tiene tienen tenemos puedo puede pueden podemos podeis podria podrian quiero quiere queremos
        quisiera necesito necesita necesitamos funciona funcionan funcionaba sale salen aparece aparecen
        falla fallan gracias hola buenas buenos dias tardes noches saludo saludos cordial favor ayuda
        ayudar problema tienda pedido pedidos cliente clientes pago pagos envio factura modulo modulos
        plantilla compra compre comprado compramos actualizar actualizado actualizacion actualizamos
        version antes despues desde hasta entre sobre segun solo sigue seguimos siempre nunca hemos han ha
        he habia haber estoy estamos espero quedo decir dice digo instalar instalado instale boton correo
        contrasena espanol idioma pagina productos producto precio otra otro otros misma mismo vez cosa
        urgente solucion solucionar error ayer manana pagado descargar descarga deja dejar puesto donde
        acabo acaba va van vale perfecto adelante pide pedir usar dos tres tiendas compatible gratis
        descuento licencia licencias reembolso devolver devolucion hacia usando probado probar entiendo
        entender teneis tenis mando mensaje carpeta acceso pues vaya oye porfa mire mira captura capturas
        adjunto adjunta
        """,
    "fr": """
        le la les un une des du de et ou en avec sans pour par comme que qui quoi dont quand mais si ne
        pas ni est sont etait ete etre suis sommes avons avez ont ai as a cette ces cet ce ceci cela ca
        ici maintenant deja encore aussi tres plus moins beaucoup tout toute tous rien quelque je tu il
        elle nous vous ils elles on me te se lui leur mon ma mes votre vos notre nos leurs y aux au dans
        sur sous chez entre depuis jusqu avant apres lorsque alors donc car bonjour bonsoir salut merci
        cordialement bien bonne journee aide aider probleme souci boutique commande commandes client
        clients paiement livraison facture module modules theme achat achete achetee mettre mise jour
        jours peut peux pouvez pouvons pourriez faut fait faire fais marche fonctionne fonctionnent
        affiche affichent apparait quel quelle quels quelles comment pourquoi c d j l n s qu m voici voila
        site page bouton erreur erreurs toujours jamais meme autre autres vers mal veuillez svp sil plait
        avoir savoir voudrais souhaite souhaitons possible produits produit prix traduction francais
        installer installe attente retour rembourse remboursement licence ok soit sera serait impossible
        besoin pendant secondes images image hier demain telecharger utiliser boutiques deux licences
        remise rabais gratuit essaye essayer compatible
        """,
    "en": """
        the a an and or of to in on at with without for from by as that which who what when where why how
        but if not no nor is are was were be been being am this these those there here now already still
        also very more less much many all some any nothing something i you he she we they it me him her us
        them my your our their its have has had do does did doing can could should would will may might
        must want need please thanks thank hello hi hey dear regards best kind help problem issue shop
        store order orders customer customers payment shipping invoice module modules theme purchase
        purchased bought update updated upgrade before after since until between about only just always
        never again get gets getting got works working work worked shows showing see seen don't doesn't
        can't isn't didn't i'm we're i've it's won't don doesn didn isn won ve re ll t s install installed
        button page product products price language translation another other same time into over than
        then out up so because while does anyone could fix fixed solve soon using use used after tried try
        every cannot urgent error errors into let know taken offline reviews review download paid
        yesterday tomorrow first last next checkout cart missing two shops stores licence license refund
        free discount compatible good morning evening afternoon find attached file files
        """,
    "it": """
        il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal
        dalla in nel nella nei con senza su sul sulla per tra fra come che chi cui quando dove perche ma
        se non ne e o sono era stato stata essere questo questa questi queste quello quella qui qua ora
        adesso gia ancora anche molto piu meno tutto tutta tutti niente qualcosa io tu lui lei noi voi
        loro mi ti si ci vi mio mia miei vostro vostra nostro nostra suo sua ho hai ha abbiamo avete hanno
        posso puo possono possiamo potete potrebbe vorrei voglio vogliamo serve bisogno funziona
        funzionano funzionava appare esce grazie ciao buongiorno buonasera salve saluti cordiali distinti
        aiuto aiutare problema negozio volentieri buoni buon buona lavoro chiudo accetto ieri domani
        scaricare ordine ordini cliente clienti pagamento spedizione fattura modulo moduli tema acquisto
        acquistato comprato aggiornare aggiornato aggiornamento versione prima dopo dal fino sempre mai
        stesso altro altri altra fare fatto faccio fa dice vedo vede pulsante pagina prodotto prodotti
        prezzo lingua italiano traduzione installato installare errore attesa riesco riusciamo risolvere
        risolto potreste sto stiamo sta quindi pero invece soltanto solo sito po cosa quale quali dell all
        nell sull un' c l d ecco usare due negozi licenza rimborso sconto gratis provato provare
        compatibile
        """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder aber mit ohne fur fuer von vom
        zu zum zur bei beim im in am an auf aus nach vor seit bis uber ueber unter zwischen durch gegen um
        wie was wer wo wann warum wenn weil dass ob nicht kein keine keinen nur auch noch schon sehr mehr
        viel alle alles nichts etwas ich du er sie es wir ihr mich mir uns ihnen mein meine meinen unser
        unsere unserem ihre ihren ihrem sein seine dieser diese dieses diesem diesen ist sind war waren
        bin wird werden wurde wurden haben hat hatte habe konnen kann konnten koennen koennte konnte muss
        mussen soll mochte moechte wollen brauche brauchen bitte danke vielen dank hallo guten tag morgen
        gruß gruss grusse gruesse freundlichen freundliche hilfe problem laden shop bestellung
        bestellungen kunde kunden zahlung versand rechnung modul module gekauft aktualisieren
        aktualisierung aktualisiert version funktioniert funktionieren geht erscheint zeigt angezeigt
        fehler fehlermeldung immer nie wieder selbe anderen andere gemacht machen seite schaltflache
        artikel preis sprache deutsch ubersetzung installiert installieren leider gibt gerne lasst kommt
        sich als so da hier jetzt dann sonst schnell grosse liebe lieber sehr geehrte geehrter damen
        herren wie's mal denn doch nutzen zwei shops lizenz ruckerstattung rabatt kostenlos probiert
        kompatibel vergessen nochmal datei hab hast mfg klar passt anbei anhang
        """,
    "pl": """
        i w we z ze na do od po za o u przez przy dla bez pod nad miedzy oraz lub albo ale a czy ze jak co
        kto gdzie kiedy dlaczego poniewaz jesli gdy nie tak jest sa byl byla bylo byly byc bede bedzie ten
        ta to te tego tej tym tych tutaj tu teraz juz jeszcze tez takze bardzo wiecej mniej duzo wszystko
        wszystkie nic cos ja ty on ona my wy oni mnie mi ci sie go jej ich im nam was moj moja moje nasz
        nasza naszym panstwo panstwa pan pani mam ma maja mamy moge moze mozna mozecie chce chcemy
        chcialbym chcialabym potrzebuje potrzebujemy dziala dzialaja dzialal dzialalo wyswietla pojawia
        prosze dziekuje dzieki dzien dobry witam czesc pozdrawiam pozdrowienia pomoc pomocy problem sklep
        sklepu sklepie zamowienie zamowienia zamowien klient klienta klienci klientow platnosc platnosci
        wysylka faktura modul modulu modulow motyw szablon zakup kupilem kupilam zakupiony aktualizacja
        aktualizacji wersja wersji przed od az zawsze nigdy znowu ten sam inny inne robic zrobic strona
        strony przycisk produkt produkty produktow cena ceny jezyk polski tlumaczenie zainstalowac
        zainstalowany blad bledu bledy po tylko nadal ktory ktora ktore gdyz wiec jaki jaka jakie brak
        chodzi udalo instalacji wszystkich uzyc uzywac dwoch sklepach licencja licencji zwrot rabat
        darmowy probowalem zgodny sprawdze jutro dam znac siema pomoze ktos hej
        """,
    "nl": """
        de het een en of maar met zonder voor van naar bij op in aan uit na sinds tot over onder tussen
        door tegen om zoals wat wie waar wanneer waarom als omdat dat dit deze die niet geen alleen ook
        nog al zeer meer veel alle alles niets iets ik je jij u hij zij ze wij we jullie mij ons hen mijn
        onze uw jouw zijn haar hun is was waren ben wordt worden werd hebben heeft heb had kunnen kan kunt
        kon moet moeten zou wil willen graag nodig alstublieft aub dank dankjewel bedankt hallo beste
        goedemorgen goedemiddag goedendag dag groet groeten vriendelijke hulp probleem winkel webwinkel
        bestelling bestellingen klant klanten betaling betalingen verzending factuur module thema gekocht
        bijwerken bijgewerkt update versie werkt werken verschijnt toont getoond fout foutmelding altijd
        nooit weer dezelfde andere ander gedaan doen pagina knop product producten prijs taal vertaling
        geinstalleerd installeren krijg krijgen krijgt er hier nu dan zo te hoe mogelijk kunt sinds mvg
        gaat staat zien ziet elke want welke iemand eens wel toch gebruiken twee winkels licentie
        terugbetaling korting gratis geprobeerd compatibel
        """,
    "pt": """
        o a os as um uma uns umas de do da dos das ao aos na no nas nos em num numa e ou com sem por pelo
        pela para como que qual quem quando onde porque mas se nao nem sao era foi ser esta estao este
        isto isso esse essa esses essas aqui ali agora ja ainda tambem muito mais menos pouco tudo todo
        toda todos nada algo algum eu tu voce voces nos me te lhe lhes meu minha meus seu sua seus nosso
        nossa ha faz fazer faco fazem tenho tem temos posso pode podem podemos poderia quero queremos
        gostaria preciso precisamos funciona funcionam funcionava aparece aparecem obrigado obrigada ola
        oi bom boa dia tarde noite cumprimentos atenciosamente favor ajuda ajudar problema loja encomenda
        encomendas pedido pedidos cliente clientes pagamento pagamentos envio fatura modulo modulos tema
        compra comprei comprado atualizar atualizado atualizacao versao antes depois desde ate entre sobre
        so sempre nunca temos tem ter tinha estou estamos fico diz instalar instalado instalei botao
        pagina produtos produto preco idioma portugues traducao outra outro outros mesma mesmo vez coisa
        urgente erro erros consigo conseguimos continua apos pois usar duas lojas licenca reembolso
        desconto gratis testei compativel amanha testo digo ver campo devo errado olha seria
        """,
}

_COMMON = frozenset(word for words in _WORDS.values() for word in words.split())

# Related languages that a customer may write in, and that would be mistaken for one of the eight.
_RELATED_WORDS = {
    "sl": """
        ne deluje vec posodobitvi pozdravljeni lahko pomagate je modul hvala prosim trgovina narocilo
        napaka ko ni
        """,
    "hr": """
        ne radi nakon azuriranja postovani mozete li mi pomoci je modul hvala molim trgovina narudzba
        greska kada nije
        """,
    "fi": """
        ei toimi paivityksen jalkeen voitteko auttaa hei moduuli ja on kiitos tilaus virhe kun kauppa
        """,
    "ca": """
        amb els les una però perquè aquest aquesta això botiga gràcies bon hola fer és està més també
        nosaltres mòdul comanda quan ens seva vostre dia
        """,
    "ro": """
        și este sunt pentru din care nu mai dar acest aceasta magazin comanda bună ziua mulțumesc vă rog
        modulul eroare când avem am după
        """,
    "cs": """
        je jsem jsme v se že ale při pro dobrý den děkuji prosím obchod objednávka objednávky modul
        nefunguje chyba máme nám jak když této není byl mi na s
        """,
    "sk": """
        je som sme v sa že ale pri pre dobrý deň ďakujem prosím obchod objednávka modul nefunguje chyba
        máme nám ako keď nie bol platba kartou zostane nezaplatena co mam robit objednavka
        """,
    "sv": """
        och är det att jag vi inte en ett som för med på av har kan till hej tack butik beställning
        modulen fungerar fel när efter den från vänliga hälsningar
        """,
    "da": """
        og er det at jeg vi ikke en et som for med på af har kan til hej tak butik ordre modulet virker
        fejl når efter den fra venlig hilsen
        """,
    "ru": """
        и в не на что это как мы я у нас модуль магазин заказ здравствуйте спасибо пожалуйста
        """,
    "hu": """
        és a az nem hogy egy van köszönöm üdv modul bolt rendelés hiba jó napot kérem
        """,
}

# Letters and endings that hardly occur in other languages, and the evidence that one of them adds.
_LETTERS_AND_ENDINGS = tuple(
    (language, worth, re.compile(pattern))
    for language, worth, pattern in (
        ("es", 1.0, r"[ñ¿¡]|\b\w+ci(?:ó|o)n(?:es)?\b|\b\w{2,}[aei]mos\b|\b\w+(?:dad|ando|iendo)\b"),
        ("pt", 1.0, r"[ãõ]|\b\w+(?:ções|coes|cao)\b|\b\w+(?:mento|ando|endo)\b|\b\w+ei\b"),
        ("fr", 0.7, r"[çœêèûîë]|\b(?:[dnsm]|j|qu)['’]\w|\b\w+(?:aient|ement|ez|eux)\b|\b[lc]['’]"),
        ("it", 0.8, r"[ìò]|\b\w+(?:zion[ei]|aggio|iamo|mento)\b|\b(?:dell|nell|sull|all|dall|un|c|l)['’]"),
        ("de", 0.8, r"[äöüß]|\b\w+(?:ung|ungen|lich|keit|heit|schen|iert)\b"),
        ("pl", 0.9, r"[ąćęłńśźż]|\b\w+(?:ego|emu|ych|ymi|owac|uje|acj[ai]|anie|enia|enie)\b"),
        ("nl", 0.8, r"\b\w*(?:ij|aa|uu)\w*\b|\b\w+(?:heid|lijk|lijke|tje)\b"),
        ("en", 0.5, r"\b\w+(?:ing|ed|ly|ould)\b|\b\w+n['’]t\b"),
    )
)
_QUOTATIONS = re.compile(r'"[^"\n]{8,}"|«[^«»\n]{8,}»|“[^“”\n]{8,}”|„[^„“”\n]{8,}[“”]')
_INTRODUCTION = re.compile(r"[^:\n]+(?=[:\n])")
_WORD = re.compile(r"[^\W\d_]+")

_MAX_LENGTH = 3_000  # characters; a longer text makes the result no clearer
_MIN_EVIDENCE = 0.75  # the minimum evidence for a result
_MIN_WORDS = 6  # words; in a shorter text, endings count only together with a word of their language
_MAX_RIVAL_SHARE = 0.65  # of the first language's evidence; the second must not have more
_OTHER_EVIDENCE = 1.5  # above this evidence for another language, English words count as loan words
_LOAN_WEIGHT = 0.75  # the weight of English loan words: module names, menus, messages


def is_common_word(word: str) -> bool:
    """Return whether a word is among the commonest words of one of the eight languages."""
    return fold(word) in _COMMON


def detect(text: str) -> str | None:
    """Return the language that a person wrote a text in: one of `LANGUAGES`, or None if unsure.

    Quoted lines, quotations, code, addresses and program output do not count.
    """
    language = reads_as(text)
    return language if language in LANGUAGES else None


def detect_own(text: str) -> str | None:
    """Return the same as `detect`, for a text whose quotes were already removed by `prose.own_parts`."""
    language = _read(without_code(text[: 2 * _MAX_LENGTH]))
    return language if language in LANGUAGES else None


def reads_as(text: str) -> str | None:
    """Return the same as `detect`, or the ISO 639-1 code of a language related to one of the eight."""
    return _read(own_words(text[: 2 * _MAX_LENGTH]))


def _read(own: str) -> str | None:
    unquoted = _QUOTATIONS.sub(" ", own)
    language = _language_of(unquoted) or _language_of(own)
    # A text such as "Voici le message :" may be followed by an English message without quotation marks.
    introduction = _INTRODUCTION.match(unquoted) if language in ("en", None) else None
    return (introduction and _language_of(introduction[0])) or language


def language_name(code: str) -> str:
    """Return the name of one of `LANGUAGES`, in the language of the interface."""
    names = {
        "es": _("Spanish"),
        "fr": _("French"),
        "en": _("English"),
        "it": _("Italian"),
        "de": _("German"),
        "pl": _("Polish"),
        "nl": _("Dutch"),
        "pt": _("Portuguese"),
    }
    return names[code]


def _language_of(text: str) -> str | None:
    evidence = _evidence(" ".join(text.split())[:_MAX_LENGTH].lower())
    if max((worth for language, worth in evidence.items() if language != "en"), default=0) > _OTHER_EVIDENCE:
        evidence["en"] = _LOAN_WEIGHT * evidence.get("en", 0)
    ranked = sorted(evidence, key=evidence.__getitem__, reverse=True)
    if not ranked or evidence[ranked[0]] < _MIN_EVIDENCE:
        return None
    # Which related language it is matters little, so these are compared only with the eight.
    rivals = (each for each in ranked[1:] if each in LANGUAGES or ranked[0] in LANGUAGES)
    unclear = evidence.get(next(rivals, ""), 0) > _MAX_RIVAL_SHARE * evidence[ranked[0]]
    return None if unclear else ranked[0]


def _evidence(text: str) -> dict[str, float]:
    """Return the evidence for each language, without those that have none."""
    evidence: defaultdict[str, float] = defaultdict(float)
    endings_alone: set[str] = set()
    words = _WORD.findall(fold(text))
    for word in words:
        for language, worth in _WORD_WEIGHTS.get(word, ()):
            evidence[language] += worth
    for language, worth, pattern in _LETTERS_AND_ENDINGS:
        found = set(pattern.findall(text))
        if found and not evidence[language] and all(mark.isascii() and "'" not in mark for mark in found):
            endings_alone.add(language)
        evidence[language] += worth * len(found)
    # An ending that other languages have too is not enough by itself.
    if len(words) < _MIN_WORDS and max(evidence, key=evidence.__getitem__, default="") in endings_alone:
        return {}
    return {language: worth for language, worth in evidence.items() if worth}


def _word_weights() -> dict[str, list[tuple[str, float]]]:
    """Return the weight of each word for each language that has it.

    The more languages share a word, and the shorter it is, the less it weighs.
    """
    languages: defaultdict[str, list[str]] = defaultdict(list)
    for language, words in (_WORDS | _RELATED_WORDS).items():
        for word in word_set(fold(words)):
            languages[word].append(language)
    shares = {1: 1.0, 2: 0.5, 3: 0.3}
    lengths = {1: 0.4, 2: 0.7}
    return {
        word: [(language, shares.get(len(owners), 0.15) * lengths.get(len(word), 1.0)) for language in owners]
        for word, owners in languages.items()
    }


_WORD_WEIGHTS = _word_weights()
