"""Replies that ask for passwords or access, in eight languages, and replies that only mention them."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.replies.access_requests import find_access_requests
from bizcare_tui.domain.replies.check import check_reply
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFindingKind
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.threads import Author

ASKING = [
    "Please send us your FTP password.",
    "Could you give us access to your back office?",
    "We need FTP access to look at it.",
    "Envíeme los accesos, por favor.",
    "¿Podría facilitarnos acceso al back office?",
    "Necesitamos la contraseña del FTP.",
    "Pourriez-vous nous transmettre les accès FTP ?",
    "Merci de nous communiquer vos identifiants.",
    "Nous aurions besoin d'un accès à votre back-office.",
    "Bitte senden Sie uns die Zugangsdaten zum Backoffice.",
    "Können Sie uns die FTP-Zugangsdaten schicken?",
    "Wir benötigen Zugriff auf die Datenbank.",
    "Ci può inviare le credenziali di accesso?",
    "Abbiamo bisogno dell'accesso al back office.",
    "Proszę przesłać dane do logowania.",
    "Potrzebujemy dostępu do panelu.",
    "Kunt u ons de inloggegevens sturen?",
    "We hebben toegang tot de backoffice nodig.",
    "Pode enviar-nos os dados de acesso?",
    "Precisamos de acesso ao servidor.",
    "Send me the admin login details",
    "Share your SSH credentials with us.",
    "Please provide the database password so that we can check.",
    "Indíquenos usuario y contraseña de la administración.",
    "Donnez-moi votre mot de passe.",
    "Mandaci la password.",
    "Podaj nam hasło do FTP.",
    "Stuur ons het wachtwoord.",
    "Envie-nos a senha.",
    "We would need your login details.",
    "Deme acceso a la base de datos, por favor",
]
NOT_ASKING = [
    "Inutile de me donner vos identifiants d'administrateur.",
    "Statt uns die Zugangsdaten zu senden, legen Sie bitte einen Mitarbeiter an.",
    "Instead of sending us your FTP password, please create an employee.",
    "Please do not send us any password.",
    "Never send your password by message.",
    "Please change your password.",
    "Nunca nos envíe contraseñas.",
    "Ne nous envoyez pas de mot de passe.",
    "Bitte senden Sie uns keine Passwörter.",
    "Please create an employee account with limited rights.",
    "The password field is empty on your page.",
    "Can you tell us whether the password is accepted?",
    "Please open the back office and clear the cache.",
    "The module sends the password to the customer.",
    "Puede cambiar la contraseña en su cuenta.",
    "Thank you for the FTP access you gave us.",
    "Bitte öffnen Sie das Backoffice und senden Sie uns einen Screenshot.",
    "Please send us a screenshot of the back office.",
    "Veuillez nous envoyer une capture du back-office.",
    "You need the admin password to open it.",
    "Podrías enviarnos una captura del panel?",
    "Non inviate mai la password.",
    "Nie wysyłaj nam hasła.",
    "Stuur ons geen wachtwoorden.",
    "Não nos envie a senha.",
    "Please send us the link of the password page.",
]


@pytest.mark.parametrize("text", ASKING)
def test_what_asks_for_access_is_found(text: str) -> None:
    assert list(find_access_requests(text))


@pytest.mark.parametrize("text", NOT_ASKING)
def test_what_only_speaks_of_access_is_left_alone(text: str) -> None:
    assert list(find_access_requests(text)) == []


def test_the_finding_names_the_limited_way_and_can_be_overridden() -> None:
    ticket = Ticket(
        1, "Blank page", (TicketMessage(Author.CUSTOMER, "The checkout page of the module is blank."),)
    )
    found = check_reply("The checkout page: please send us your FTP password.", ticket, ReplyIndex())
    (finding,) = [each for each in found if each.kind is ReplyFindingKind.CREDENTIALS]
    assert finding.outcome is FindingOutcome.OVERRIDE
    assert "employee account with limited rights" in finding.why


def test_a_quoted_request_is_not_ours() -> None:
    assert list(find_access_requests("> Please send us your FTP password.\nNo, thanks.")) == []
