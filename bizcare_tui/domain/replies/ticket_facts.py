"""The facts of a ticket that a reply can name to show that it was written for this ticket."""

from __future__ import annotations

import re
from functools import lru_cache

from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import fold, word_set
from bizcare_tui.domain.threads import Author

_TOKEN = re.compile(r"[^\W_]+(?:[.'_-][^\W_]+)*")
_NUMBER = re.compile(r"\d")

# Words of general advice, which fits every question.
_ADVICE = word_set(
    """
    cache browser navegador navigateur przegladark browsers server servidor serveur serwer hosting
    hebergeur alojamiento update updated updates actualizar actualice actualizacion mettre jour mise
    aggiornare aggiorni aggiornamento aktualisieren aktualisierung zaktualizowac zaktualizuj
    aktualizacja bijwerken bijgewerkt atualizar atualize atualizacao latest ultima derniere neueste
    neuesten najnowsza najnowszej nieuwste install reinstall instalar reinstalar installer reinstaller
    installare reinstallare installieren deinstallieren zainstalowac odinstalowac installeren opnieuw
    clear empty vaciar vacie vider videz svuotare svuoti leeren wyczyscic legen limpar limpe
    configuration configuracion settings reglages parametres impostazioni einstellungen ustawienia
    instellingen configuracao customer customers cliente clientes clients client clienti kunden kunde
    klient klienci klanten klant page pagina pages seite strona site sitio product products producto
    productos produit produits prodotto prodotti produkt produkte produkty producten produto produtos
    urgent urgente dringend pilne
    """
)
# Words that occur in almost any message about a shop, without accents.
_COMMON_WORDS = word_set(
    """
    every each after before still since again other another back work works working need needs want
    check otro otra antes despues sigue ahora siempre autre autres avant apres encore toujours ancora
    sempre prima dopo immer wieder nach nachdem jetzt ostatni ostatnio zawsze znowu teraz nadal altijd
    weer steeds nog sinds ainda agora prestashop module modules modulo modulos modul modulu shop store
    tienda boutique negozio sklep sklepu winkel loja laden problem problema probleme problemas problemi
    error errores erreur errore fehler blad fout erro erros gracias merci thanks thank grazie danke
    dziekuje bedankt obrigado obrigada hola hello bonjour buongiorno hallo dobry dzien guten beste bom
    boa dia buenos buenas dias tardes saludos cordialement regards saluti grusse pozdrawiam groet
    cumprimentos please favor veuillez bitte prosze alstublieft graag version versione wersja versie
    versao have that this with from what when your been will would there they does just only some more
    also then than about into esta este como para pero cuando donde porque desde hasta sobre todo todos
    tiene tengo puede pueden hace hacer sido vous nous votre notre avec pour dans mais plus sont etre
    fait faire cette tout tous depuis quand comme bien avons avez sono della delle degli nella come
    quando dove anche questo questa abbiamo avete essere fare stato tutto tutti haben nicht werden wird
    sind auch noch oder aber wenn dass eine einen einem einer unser unsere ihre ihren ihnen kann konnen
    jest tylko jako przez tego przed moze sobie juz jeszcze bardzo oraz kiedy niet heeft hebben wordt
    worden zijn voor maar naar deze door over alle onze mijn kunt kunnen nao onde tudo temos pode podem
    fazer muito
    """
)


_ADVICE_STEMS = frozenset(word[:5] for word in _ADVICE)


@lru_cache(maxsize=64)
def ticket_facts(ticket: Ticket) -> frozenset[str]:
    """Return the facts of a ticket as `specific_stems`: names, versions, numbers, words of the question."""
    names = f"{ticket.product} {ticket.shop} {ticket.prestashop_version} {ticket.order_id or ''}"
    messages = "\n".join(each.text for each in ticket.messages if each.author is not Author.SELLER)
    return frozenset(specific_stems(f"{names}\n{ticket.topic}\n{messages[:20_000]}"))


def specific_stems(text: str) -> list[str]:
    """Return the specific words of a text: folded, without endings, without short and common words."""
    return [_stem(token) for token in _TOKEN.findall(fold(text)) if _is_specific(token)]


def _is_specific(token: str) -> bool:
    if _NUMBER.search(token):
        return len(token) > 1
    return len(token) > 3 and token not in _COMMON_WORDS and _stem(token) not in _ADVICE_STEMS


def _stem(token: str) -> str:
    # Five letters distinguish words in all eight languages, and unite their inflected forms.
    return token if _NUMBER.search(token) else token[:5]
