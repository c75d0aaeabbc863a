"""Read what PrestaShop's notices and mails say about the ZIPs in review."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.domain.defects import Defect
from bizcare_tui.domain.submissions import reviews
from bizcare_tui.domain.text import safe_line, safe_text
from bizcare_tui.domain.verdicts import Notice, ProposedStep, proposed_steps
from bizcare_tui.store.reads.hot import read_products
from bizcare_tui.store.reads.reader import StoreReader


def read_verdicts(reading: StoreReader, defects: Sequence[Defect]) -> list[ProposedStep]:
    """Return the steps that PrestaShop's notices and mails propose for the ZIPs in review."""
    in_review = [each for defect in defects for each in reviews(defect.steps) if each.outcome is None]
    if not in_review:
        return []
    from bizcare_tui.store.reads.defects import read_notice_messages, read_submission_mails

    since = min(each.submitted_at for each in in_review)
    notices = [
        Notice(message.thread_id, message.at, safe_line(message.topic), safe_text(message.text))
        for message in read_notice_messages(reading, since)
    ]
    notices += [
        Notice(0, mail.at, safe_line(mail.subject), safe_text(mail.text))
        for mail in read_submission_mails(reading, since)
    ]
    products = [(product.id, product.name) for product in read_products(reading)]
    return proposed_steps(defects, notices, products)
