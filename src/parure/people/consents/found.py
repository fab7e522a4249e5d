"""Evidence for customers who agreed or refused before any was kept: a row for each channel, as it was found.

One statement for all customers. Who has any row on marketing keeps what they said; a second run adds nothing.
"""

from typing import Any

CHANNELS = " UNION ALL ".join(
    f"SELECT 'marketing_{channel}' AS purpose" for channel in ("sms", "wechat", "phone", "email")
)
# ids that grow with the customers', so that the index of ids grows at its end
UID = {
    "postgresql": (
        "(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '7'"
        " || lpad(to_hex((id >> 20) & 4095), 3, '0') || '8' || lpad(to_hex(id & 1048575), 5, '0')"
        " || substr(md5(random()::text || clock_timestamp()::text), 1, 10))::uuid"
    ),
    "sqlite": (
        "printf('%012x', CAST(strftime('%s', 'now') AS INTEGER) * 1000) || '7' || printf('%03x', (id >> 20) & 4095)"
        " || '8' || printf('%05x', id & 1048575) || substr(lower(hex(randomblob(5))), 1, 10)"
    ),
}
ROWS = """
INSERT INTO people_consent (uid, customer_id, purpose, given, at, how, wording, evidence, recorded_by_id,
    recorded_at, source_key, reverses_id)
SELECT {uid}, id, channel.purpose, marketing_consent, created_at, 'found', '', '', NULL, CURRENT_TIMESTAMP,
    'found:' || id || ':' || channel.purpose, NULL
FROM people_customer AS whose CROSS JOIN ({channels}) AS channel
WHERE marketing_consent IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM people_consent AS said WHERE said.customer_id = whose.id AND {holds})
    AND NOT EXISTS (
        SELECT 1 FROM people_customer AS merged JOIN people_consent AS said ON said.customer_id = merged.id
        WHERE merged.merged_into_id = whose.id AND {holds}
    )
ORDER BY id
"""
HOLDS = """said.purpose LIKE 'marketing_%' AND said.reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM people_consent AS back WHERE back.reverses_id = said.id)"""


def note_as_found(connection: Any) -> int:
    """Write the rows that are missing; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(uid=UID[connection.vendor], channels=CHANNELS, holds=HOLDS))
        return int(cursor.rowcount)
