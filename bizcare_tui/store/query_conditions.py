"""The SQL conditions on the inbox that `is:` and `has:` stand for.

Conditions refer to `inbox_entry e`; "#" before a column is replaced by "e.", with "+" where no index may be
used. The caller must bind `:account`, `:login` and `:now`.
"""

from __future__ import annotations

from collections.abc import Mapping

from bizcare_tui.domain.thread_status import FIX_ENDING_OUTCOMES, GOALS_FROM, RANK_OF_NO_DEBT

# "Mark everything older as read" never applies to threads that owe something.
_UNREAD = f"""(e.last_message_id IS NOT NULL AND (e.rank < {RANK_OF_NO_DEBT} OR #updated_at > coalesce((
    SELECT u.at FROM read_until u JOIN person p ON p.id = u.person_id
    WHERE u.account_id = :account AND p.login = :login), -1)) AND e.last_message_id > coalesce((
    SELECT r.message_id FROM read_mark r JOIN person p ON p.id = r.person_id
    WHERE r.account_id = e.account_id AND r.thread_id = e.thread_id AND p.login = :login), 0))"""
_DRAFT = """e.thread_id IN (SELECT d.thread_id FROM draft d JOIN person p ON p.id = d.person_id
    WHERE d.account_id = :account AND p.login = :login)"""
_ACT = """e.thread_id IN (SELECT a.thread_id FROM act a WHERE a.account_id = :account
    AND a.undone_at IS NULL AND a.verb = '{0}')"""
# A link is removed by a later act, which has the same content but for `remove`: see `domain.verbs.link`.
_LINKED = """e.thread_id IN (SELECT a.thread_id FROM act a WHERE a.account_id = :account
    AND a.undone_at IS NULL AND a.verb = 'link' AND a.content = replace(a.content, 'true', 'false')
    AND NOT EXISTS (
    SELECT 1 FROM act b WHERE b.account_id = a.account_id AND b.thread_id = a.thread_id AND b.id > a.id
    AND b.undone_at IS NULL AND b.verb = 'link'
    AND b.content = replace(a.content, 'false', 'true')))"""
# A clock that runs would stop, or start later, if a message of unknown author were the seller's: see
# `domain.author_groups`.
_UNKNOWN = """(e.owed IS NOT NULL AND e.state <> 'closed' AND e.qualification <> 'notice' AND EXISTS (
    SELECT 1 FROM message m WHERE m.account_id = e.account_id AND m.thread_id = e.thread_id
    AND m.author = 'unknown' AND m.erased_at IS NULL AND m.automatic IS NOT TRUE
    AND ((e.scored AND e.first_at IS NULL AND m.at >= e.first_start)
        OR (e.follow_up_due IS NOT NULL AND m.at > coalesce((
            SELECT max(a.at) FROM message a WHERE a.account_id = m.account_id AND a.thread_id = m.thread_id
            AND a.author = 'seller' AND a.automatic IS NOT TRUE), -1)))))"""
MENTION = """e.thread_id IN (SELECT n.thread_id FROM mention n JOIN act a ON a.id = n.act_id
    WHERE n.account_id = :account AND a.undone_at IS NULL AND n.login = {0})"""

UNREAD_CONDITION = _UNREAD.replace("#", "+e.")

_FIX_ENDING = ", ".join(f"'{outcome}'" for outcome in FIX_ENDING_OUTCOMES)
_SNOOZED = "(e.snoozed_until IS NOT NULL AND #snoozed_until > :now)"
IS: Mapping[str, str] = {
    "answered": "e.first_at IS NOT NULL",
    "aftersale": "e.qualification = 'aftersale'",
    "closed": "e.state = 'closed'",
    "done": "e.state = 'closed'",
    "draft": _DRAFT,
    # The rank distinguishes all of these, as in `domain.thread_status.urgency_of`.
    "due": f"e.rank < {RANK_OF_NO_DEBT}",
    # Not `owed = 'fix'`: a thread names only the earliest of its obligations.
    "fix": f"""(e.fix_due IS NOT NULL AND e.fix_at IS NULL
        AND coalesce(e.outcome, '') NOT IN ({_FIX_ENDING}))""",
    "goal": f"(e.rank >= {GOALS_FROM} AND e.rank < {RANK_OF_NO_DEBT})",
    "late": "e.rank <= :now",
    "mentioned": MENTION.format(":login AND n.seen_at IS NULL"),
    "missed": f"(e.rank >= {GOALS_FROM} AND e.rank <= {GOALS_FROM} + :now)",
    "new": "e.state = 'new'",
    "notice": "e.qualification = 'notice'",
    "obligation": "e.obligation",
    "open": "e.state = 'open'",
    "presale": "e.qualification = 'presale'",
    "refunding": "e.state = 'refunding'",
    "snoozed": _SNOOZED,
    # A closed thread may still owe a fix. It is done for the person who closed it: the counters name it, and
    # the board and the section of fixes have it.
    "todo": f"""((e.rank < {RANK_OF_NO_DEBT}
        OR (e.state IN ('new', 'open') AND e.qualification <> 'notice'))
        AND e.state <> 'closed' AND NOT {_SNOOZED})""",
    "unread": _UNREAD,
    "waiting": "e.state = 'waiting'",
}
# The same conditions, for finding the threads by index. For the OR above, SQLite would read the whole inbox.
IS_BY_INDEX: Mapping[str, str] = {
    **IS,
    "todo": f"""(e.thread_id IN (
        SELECT d.thread_id FROM inbox_entry d
        WHERE d.account_id = :account AND d.rank < {RANK_OF_NO_DEBT}
        UNION ALL
        SELECT d.thread_id FROM inbox_entry d
        WHERE d.account_id = :account AND d.state IN ('new', 'open') AND d.qualification <> 'notice')
        AND e.state <> 'closed' AND NOT {_SNOOZED})""",
}
HAS: Mapping[str, str] = {
    "attachment": "e.attachments",
    "decision": "e.thread_id IN (SELECT d.thread_id FROM decision d WHERE d.account_id = :account)",
    "defect": "e.defect_id IS NOT NULL",
    "draft": _DRAFT,
    "link": _LINKED,
    "note": _ACT.format("note"),
    "problem": """e.thread_id IN (SELECT o.thread_id FROM reply o WHERE o.account_id = :account
        AND o.state IN ('failed', 'held', 'unknown'))""",
    "reply": """e.thread_id IN (SELECT o.thread_id FROM reply o WHERE o.account_id = :account
        AND o.state NOT IN ('confirmed', 'discarded'))""",
    "tag": "e.tags <> ''",
    "unknown": _UNKNOWN,
}
