"""The embedded engines."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgresql_15_or_later_in_utf8() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, getdatabaseencoding()")
        version, encoding = cursor.fetchone()
    assert version >= 150000
    assert encoding == "UTF8"
