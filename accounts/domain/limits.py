"""Counting what a person does in a short time, for all processes together."""

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.crypto import salted_hmac


def count_and_check(*, action: str, who: str, allowed: int, seconds: int = 60) -> bool:
    """Count one use of `action` by `who` and say whether it is still among the `allowed` ones.

    The window of `seconds` starts with the first use. Of `who`, which may be an address, only a keyed digest is stored.
    The count is one row of the cache table, raised by one
    statement: the cache's own interface would need six and could lose uses that happen at the same moment.
    """
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    statement = f"""
        INSERT INTO {table} AS kept (cache_key, value, expires)
        VALUES (%(key)s, '1', now() + %(seconds)s * interval '1 second')
        ON CONFLICT (cache_key) DO UPDATE SET
            value = CASE WHEN kept.expires < now() THEN '1' ELSE (kept.value::integer + 1)::text END,
            expires = CASE WHEN kept.expires < now() THEN EXCLUDED.expires ELSE kept.expires END
        RETURNING value::integer
    """  # noqa: S608 - the name of the table comes from the settings
    digest = salted_hmac("accounts.limits", who, algorithm="sha256").hexdigest()[:40]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"key": cache.make_key(f"limit:{action}:{digest}"), "seconds": seconds})
        (count,) = cursor.fetchone()
    return bool(count <= allowed)
