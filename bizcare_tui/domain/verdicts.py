"""Reads PrestaShop's notices about submissions (accepted, rejected, changes requested) as proposals.

Notices are written in the partner's language and arrive as threads and as mail. Source: a seller's public
notes on the partner panel (approval, rejection and feedback on submissions); the wording is not documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bizcare_tui.domain.branches import Branches
from bizcare_tui.domain.defects import Defect, DefectStepKind, Review, reviews
from bizcare_tui.domain.text_folding import any_of, flat

_LONGEST = 6_000
_LONGEST_REASON = 200

# Rejections are searched before acceptances, because "not accepted" contains "accepted".
_REJECTED = re.compile(
    any_of(
        r"""
    \b(?:rejected|refused|declined)\b
    | \b(?:not|n't)(?: \w+){0,3} (?:accepted|approved|validated|published|pass\w*)\b
    | \brechazad[oa] | \bdenegad[oa]
    | \bno (?:\w+ ){0,4}(?:aceptad|aprobad|validad|publicad|superad|publicar|validar|aceptar|supera\b)
    | \brefuse[es]?\b | \brejete[es]?\b
    | \b(?:n'a|n’a|n'ont|n'est|n’est|ne sera) pas (?:\w+ ){0,3}(?:accept|valid|approuv|publi|reussi)
    | \brifiutat[oa] | \brespint[oa] | \bbocciat[oa]
    | \bnon (?:\w+ ){0,4}(?:accettat|approvat|convalidat|pubblicat|superat|supera\b)
    | \babgelehnt | \bzuruckgewiesen | \babgewiesen
    | \bnicht (?:\w+ ){0,3}(?:angenommen|genehmigt|freigegeben|akzeptiert|veroffentlicht|bestanden|validiert)
    | \bodrzucon | \bnie (?:\w+ ){0,3}(?:zaakceptowan|zatwierdzon|opublikowan|przesz)
    | \bafgewezen | \bafgekeurd | \bgeweigerd
    | \bniet (?:\w+ ){0,3}(?:goedgekeurd|geaccepteerd|gepubliceerd|geslaagd)
    | \brejeitad[oa] | \brecusad[oa] | \breprovad[oa]
    | \bnao (?:\w+ ){0,4}(?:aceite|aceit[oa]\b|aprovad|validad|publicad|passou)
    """
    )
)
_ACCEPTED = re.compile(
    any_of(
        r"""
    \b(?:accepted|approved|validated|published)\b | \bpassed\b
    | \b(?:is|are|now|went) (?:\w+ )?(?:online|live|available)\b
    | \baceptad[oa] | \baprobad[oa] | \bvalidad[oa] | \bpublicad[oa] | \bha superado
    | \baccepte[es]?\b | \bapprouve[es]?\b | \bvalide[es]?\b | \bpublie[es]?\b | \ba reussi\b
    | \best (?:\w+ )?en ligne\b
    | \baccettat[oa] | \bapprovat[oa] | \bconvalidat[oa] | \bpubblicat[oa] | \bha superato
    | \bangenommen
    | \bgenehmigt
    | \bfreigegeben
    | \bakzeptiert
    | \bveroffentlicht
    | \bbestanden
    | \bfreigeschaltet
    | \bzaakceptowan | \bzatwierdzon | \bopublikowan | \bprzeszl[ao]
    | \bgoedgekeurd | \bgeaccepteerd | \bgepubliceerd | \bgeslaagd
    | \baceite\b | \baceit[oa]\b | \baprovad[oa] | \bpassou
    """
    )
)
_CHANGES = re.compile(
    any_of(
        r"""
    \bchanges? (?:\w+ ){0,2}(?:requested|required|needed)
    | \b(?:please|you must|needs?) (?:\w+ ){0,2}(?:correct|fix|resubmit)
    | \bmore information\b | \baction (?:is )?required\b
    | \bcambios (?:\w+ ){0,2}(?:solicitados|necesarios|requeridos)
    | \b(?:debe|deberan|por favor)(?: \w+){0,2} (?:corregir|corrija)
    | \bmodifications? (?:\w+ ){0,2}(?:demandees?|requises?|necessaires?)
    | \b(?:veuillez|merci de) (?:\w+ )?corriger
    | \ba corriger\b
    | \bmodifiche (?:\w+ ){0,2}(?:richieste|necessarie)
    | \bda correggere\b
    | \bsi prega di correggere
    | \bcorreggi\b
    | \banderungen (?:\w+ ){0,2}(?:erforderlich|notig|angefordert)
    | \bbitte (?:\w+ ){0,3}(?:korrigier|beheb|andern)
    | \bzu beheben\b
    | \b(?:wymagane|konieczne) (?:\w+ )?(?:zmiany|poprawki) | \bprosimy o popraw
    | \b(?:wijzigingen|aanpassingen) (?:\w+ ){0,2}(?:nodig|vereist|gevraagd)
    | \balteracoes (?:\w+ ){0,2}(?:necessarias|solicitadas|pedidas) | \bcorrija\b
    """
    )
)
# A text must mention a submission to be a verdict on one.
_ABOUT_SUBMISSION = re.compile(
    any_of(
        r"""
    \b(?:version|submission|submitted|update|upgrade|archive|zip|validation|review\w*|release)\b
    | \b(?:actualizacion|envio|archivo|validacion|revision)\b
    | \b(?:mise a jour|soumission|examen)\b
    | \b(?:versione|aggiornamento|invio|archivio|convalida|verifica|revisione)\b
    | \b(?:version|prufung|einreichung|aktualisierung|archiv|eingereicht\w*|pruf\w*)\b
    | \b(?:wersj\w*|aktualizacj\w*|weryfikacj\w*|zgloszeni\w*|archiwum)\b
    | \b(?:versie|controle|inzending|beoordeling)\b
    | \b(?:versao|atualizacao|envio|validacao|revisao|ficheiro)\b
    """
    )
)
# A possibility or a condition is no verdict, and neither is an acceptance in the future.
_CONDITIONAL = re.compile(
    any_of(
        r"""
    \b(?:may|might|would|once|if|when|until|unless|should)\b
    | \b(?:puede|podra|podria|una vez|si|cuando|hasta que)\b
    | \b(?:peut|peuvent|pourra|pourrait|une fois|lorsque|des que|quand)\b
    | \b(?:puo|potra|potrebbe|una volta|se (?:la|il|le|i)|quando|finche|che sia)\b
    | \b(?:kann|konnen|sobald|wenn|falls|sofern|sollte)\b
    | \b(?:moze|moga|jesli|jezeli|gdy)\b
    | \b(?:kan|kunnen|zodra|als|indien)\b
    | \b(?:pode|podera|assim que|se (?:a|o) versao)\b
    """
    )
)
_FUTURE = re.compile(r"\b(?:will|sera|seran|sara|saranno|seront|wird|werden|bedzie|zal|zullen|serao)\b")
_OFF_SALE = re.compile(
    r"\b(?:offline|hors ligne|retirad[oa]|retire[es]?|rimoss[oa]|entfernt|wycofan\w*|removido|verwijderd"
    r"|suspend\w*)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_VERSION = re.compile(r"(?<![\d.])\d{1,6}(?:\.\d{1,6}){2,3}(?![\d]|\.\d)")


@dataclass(frozen=True, slots=True)
class Notice:
    """A text by PrestaShop, sanitized: from a thread, or from a mail, whose `thread_id` is 0."""

    thread_id: int
    at: datetime
    topic: str
    text: str
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a notice: `published`, or `returned` for a rejection or feedback, with its words."""

    step: DefectStepKind
    words: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """A step of a defect that a notice proposes; it takes effect only when a person confirms it."""

    defect_id: int
    step: DefectStepKind
    branches: Branches
    version: str
    at: datetime
    words: str
    thread_id: int

    @property
    def name(self) -> str:
        """The name of the ZIP in words."""
        return Review(self.branches, self.version, self.at).name


def read_verdict(topic: str, text: str) -> Verdict | None:
    """Return the verdict of a notice, or None when it contains none.

    The title has precedence over the text, and an earlier sentence over a later one.
    """
    title, body = topic[:_LONGEST], text[:_LONGEST]
    whole = f"{title}\n{body}"
    is_about_submission = _VERSION.search(whole) or _ABOUT_SUBMISSION.search(flat(whole))
    if not is_about_submission or _OFF_SALE.search(flat(title)):
        return None
    sentences = [each.strip() for each in (title, *_SENTENCE.split(body)) if each.strip()]
    for find in (_accepted_or_rejected, _asks_for_changes):
        for sentence in sentences:
            step = find(flat(sentence))
            if step is not None:
                return Verdict(step, sentence[:_LONGEST_REASON], _versions(title, body))
    return None


def proposed_steps(
    defects: Iterable[Defect], notices: Iterable[Notice], products: Sequence[tuple[int, str]]
) -> list[ProposedStep]:
    """Return the proposed steps for the ZIPs in review, each from the newest notice about the ZIP.

    A notice is about a ZIP when it contains its version and no other product, or its product and no version.
    `products` are the seller's products as (id, name).
    """
    waiting = [(each, review) for each in defects for review in reviews(each.taken) if review.outcome is None]
    found: dict[tuple[int, Branches], ProposedStep] = {}
    for notice in sorted(notices, key=lambda each: each.at):
        if not waiting:
            break
        verdict = read_verdict(notice.topic, notice.text)
        if verdict is None:
            continue
        named = _products_named(notice, products)
        for defect, review in waiting:
            if notice.at >= review.submitted_at and _is_about(verdict, named, defect, review):
                found[defect.id, review.branches] = ProposedStep(
                    defect.id, verdict.step, review.branches, review.version, notice.at, verdict.words,
                    notice.thread_id,
                )  # fmt: skip
    return list(found.values())


def _accepted_or_rejected(sentence: str) -> DefectStepKind | None:
    if _says(_REJECTED, sentence, _CONDITIONAL):
        return DefectStepKind.RETURNED
    return DefectStepKind.PUBLISHED if _says(_ACCEPTED, sentence, _CONDITIONAL, _FUTURE) else None


def _asks_for_changes(sentence: str) -> DefectStepKind | None:
    return DefectStepKind.RETURNED if _CHANGES.search(sentence) else None


def _says(pattern: re.Pattern[str], sentence: str, *doubts: re.Pattern[str]) -> bool:
    """Whether a sentence matches the pattern without one of the doubts before the match."""
    return any(
        not any(doubt.search(sentence, 0, matched.start()) for doubt in doubts)
        for matched in pattern.finditer(sentence)
    )


def _is_about(verdict: Verdict, named: set[int], defect: Defect, review: Review) -> bool:
    is_its_product = defect.product_id in named
    if verdict.versions:
        return review.version in verdict.versions and (is_its_product or not named)
    return is_its_product


def _products_named(notice: Notice, products: Sequence[tuple[int, str]]) -> set[int]:
    if notice.product_id is not None:
        return {notice.product_id}
    text = flat(f"{notice.topic}\n{notice.text[:_LONGEST]}")
    return {number for number, name in products if _is_named(name, text)}


def _is_named(name: str, text: str) -> bool:
    short = flat(re.split(r"\s[–—-]\s|:", name)[0]).strip()
    return len(short) > 1 and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text) is not None


def _versions(title: str, body: str) -> tuple[str, ...]:
    """Return the versions in the title, or those in the text when the title has none."""
    return tuple(dict.fromkeys(_VERSION.findall(title) or _VERSION.findall(body)))
