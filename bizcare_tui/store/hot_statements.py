"""The SQL of browsing, which `tests/tools/hot_statements.py` compiles from the table classes: do not edit it.

SQLAlchemy and the table classes take 36 MB and half a second to load, and an app that only browses needs
them for nothing else. Both databases understand these statements, whose parameters are named as `:name`.
"""

INSERT_PERSON = """
    INSERT INTO person (login) VALUES (:login)
    ON CONFLICT (login) DO NOTHING
"""

REPORT_PRESENCE = """
    INSERT INTO presence (account_id, session, person_id, thread_id, seen_at) VALUES (:account,
        :session, (SELECT person.id
    FROM person
    WHERE person.login = :login), :thread, :now)
    ON CONFLICT (account_id, session) DO UPDATE
    SET person_id = excluded.person_id, thread_id = excluded.thread_id, seen_at = excluded.seen_at
"""

FORGET_SILENT_PROGRAMS = """
    DELETE FROM presence
    WHERE presence.account_id = :account AND (presence.seen_at <= :earliest OR presence.seen_at >
        :latest)
"""

EXTEND_REPLY_LOCK = """
    UPDATE reply_lock
    SET expires_at=:until
    WHERE reply_lock.account_id = :account AND reply_lock.session = :session AND reply_lock.thread_id =
        :thread
"""

DELETE_PRESENCE = """
    DELETE FROM presence
    WHERE presence.account_id = :account AND presence.session = :session
"""

RELEASE_REPLY_LOCKS = """
    DELETE FROM reply_lock
    WHERE reply_lock.account_id = :account AND reply_lock.session = :session
"""

RECORD_VISIT = """
    INSERT INTO last_visit (account_id, person_id, history_id, message_id, at) VALUES (:account, (SELECT
        person.id
    FROM person
    WHERE person.login = :login), :history, :message, :at)
    ON CONFLICT (account_id, person_id) DO UPDATE
    SET history_id = excluded.history_id, message_id = excluded.message_id, at = excluded.at
"""

COUNT_SHOWN_BRIEFS = """
    SELECT count(*) AS count_1
    FROM deadline_notification
    WHERE deadline_notification.account_id = :account AND deadline_notification.person_id = (SELECT
        person.id
    FROM person
    WHERE person.login = :login) AND deadline_notification.channel = :channel AND
        deadline_notification.due_at = :day
"""

FORGET_EARLIER_BRIEFS = """
    DELETE FROM deadline_notification
    WHERE deadline_notification.account_id = :account AND deadline_notification.person_id = (SELECT
        person.id
    FROM person
    WHERE person.login = :login) AND deadline_notification.channel = :channel AND
        deadline_notification.due_at < :day
"""

RECORD_SHOWN_BRIEF = """
    INSERT INTO deadline_notification (account_id, person_id, channel, thread_id, due_at, lead, at,
        attempts, claimed_until, holder) VALUES (:account, (SELECT person.id
    FROM person
    WHERE person.login = :login), :channel, :thread, :day, :lead, :at, 0, 0, '')
    ON CONFLICT (account_id, person_id, channel, thread_id, due_at, lead) DO UPDATE
    SET at = excluded.at, attempts = excluded.attempts, claimed_until = excluded.claimed_until, holder =
        excluded.holder
"""

MARK_READ = """
    INSERT INTO read_mark (account_id, person_id, thread_id, message_id) SELECT inbox_entry.account_id,
        (SELECT person.id
    FROM person
    WHERE person.login = :login) AS anon_1, inbox_entry.thread_id, inbox_entry.last_message_id
    FROM inbox_entry
    WHERE inbox_entry.account_id = :account AND inbox_entry.thread_id = :thread AND
        inbox_entry.last_message_id IS NOT NULL
    ON CONFLICT (account_id, person_id, thread_id) DO UPDATE
    SET message_id = excluded.message_id
    WHERE excluded.message_id > read_mark.message_id
"""

SEE_MENTIONS = """
    UPDATE mention
    SET seen_at=:now
    WHERE mention.account_id = :account AND mention.login = :login AND mention.thread_id = :thread AND
        mention.seen_at IS NULL
"""

READ_COLLEAGUES = """
    SELECT person.login AS login, presence.thread_id AS thread_id, EXISTS (SELECT 1
    FROM reply_lock
    WHERE reply_lock.account_id = presence.account_id AND reply_lock.session = presence.session AND
        reply_lock.thread_id = presence.thread_id AND reply_lock.expires_at > :now AND
        reply_lock.expires_at <= :latest_expiry) AS writes
    FROM presence
    JOIN person ON person.id = presence.person_id
    WHERE presence.account_id = :account AND presence.seen_at > :earliest AND presence.seen_at <=
        :latest AND person.login != :login
    ORDER BY person.login, presence.session
"""

READ_VISIT = """
    SELECT last_visit.history_id AS history_id, last_visit.message_id AS message_id, last_visit.at AS at
    FROM last_visit
    JOIN person ON person.id = last_visit.person_id
    WHERE last_visit.account_id = :account AND person.login = :login
"""

READ_LAST_HISTORY_ID = """
    SELECT max(history.id) AS max_1
    FROM history
"""

READ_LAST_MESSAGE_ID = """
    SELECT max(message.id) AS max_1
    FROM message
"""

READ_HISTORY_EVENTS = """
    SELECT history.at AS at, history.kind AS kind, history.payload AS payload, history.thread_id AS
        thread_id, person.login AS login, inbox_entry.topic AS topic
    FROM history
    LEFT OUTER JOIN person ON person.id = history.person_id
    LEFT OUTER JOIN inbox_entry ON inbox_entry.account_id = history.account_id AND inbox_entry.thread_id
        = history.thread_id
    WHERE history.account_id = :account AND history.id > :after AND history.thread_id IS NOT NULL AND
        (person.login IS NULL OR person.login != :login)
    ORDER BY history.id DESC
    LIMIT :limit OFFSET 0
"""

READ_THREADS_WRITTEN_SINCE = """
    SELECT message.thread_id AS thread_id, message.author AS author, count(*) AS messages,
        max(message.at) AS at, max(inbox_entry.topic) AS topic
    FROM message
    LEFT OUTER JOIN inbox_entry ON inbox_entry.account_id = message.account_id AND inbox_entry.thread_id
        = message.thread_id
    WHERE message.account_id = :account AND message.id > :after AND message.author IN (:customer,
        :unknown)
    GROUP BY message.thread_id, message.author
    ORDER BY max(message.at) DESC
    LIMIT :limit OFFSET 0
"""

READ_OPEN_THREADS_AFTER = """
    SELECT inbox_entry.rank AS rank, inbox_entry.thread_id AS thread_id
    FROM inbox_entry
    WHERE inbox_entry.account_id = :account AND inbox_entry.state != :closed AND
        inbox_entry.qualification != :notice AND (inbox_entry.rank, inbox_entry.thread_id) > (:rank,
        :thread)
    ORDER BY inbox_entry.rank, inbox_entry.thread_id
    LIMIT :limit OFFSET 0
"""

READ_OPEN_THREAD = """
    SELECT inbox_entry.rank AS rank, inbox_entry.thread_id AS thread_id
    FROM inbox_entry
    WHERE inbox_entry.account_id = :account AND inbox_entry.state != :closed AND
        inbox_entry.qualification != :notice AND inbox_entry.thread_id = :thread
"""

READ_UNATTRIBUTED = """
    SELECT message.id AS id, message.thread_id AS thread_id, message.at AS at, substr(message.text, CASE
        WHEN (length(message.text) > :end) THEN (length(message.text) - :end) + 1 ELSE 1 END) AS text,
        message.automatic AS automatic, inbox_entry.topic AS topic, inbox_entry.product AS product, CASE
        WHEN (inbox_entry.customer != '') THEN inbox_entry.customer ELSE inbox_entry.shop END AS
        customer, CASE WHEN (thread.customer_digest != '') THEN thread.customer_digest ELSE
        thread.website END AS customer_key, inbox_entry.scored AS scored, inbox_entry.first_start AS
        first_start, inbox_entry.first_due AS first_due, inbox_entry.first_at AS first_at,
        inbox_entry.follow_up_due AS follow_up_due, (SELECT max(message_1.at) AS max_1
    FROM message AS message_1
    WHERE message_1.account_id = message.account_id AND message_1.thread_id = message.thread_id AND
        message_1.author = :seller AND message_1.automatic IS NOT TRUE) AS last_answer_at
    FROM inbox_entry
    JOIN message ON inbox_entry.account_id = message.account_id AND inbox_entry.thread_id =
        message.thread_id
    JOIN thread ON thread.account_id = inbox_entry.account_id AND thread.id = inbox_entry.thread_id
    WHERE inbox_entry.account_id = :account AND inbox_entry.state != :closed AND
        inbox_entry.qualification != :notice AND message.author = :unknown AND message.erased_at IS NULL
        AND (inbox_entry.rank, inbox_entry.thread_id) > (:rank, :thread) AND (inbox_entry.rank,
        inbox_entry.thread_id) <= (:last_rank, :last_thread)
"""

COUNT_UNATTRIBUTED = """
    SELECT count(*) AS count_1
    FROM inbox_entry
    JOIN message ON inbox_entry.account_id = message.account_id AND inbox_entry.thread_id =
        message.thread_id
    WHERE inbox_entry.account_id = :account AND inbox_entry.state != :closed AND
        inbox_entry.qualification != :notice AND message.author = :unknown AND message.erased_at IS NULL
"""
