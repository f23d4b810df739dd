"""A browser at the back office, signed in as somebody, and what it reads there."""

import re

from django.test import Client
from django.urls import reverse

QUEUE = "admin:complaints_complaint_changelist"
_ROW = re.compile(r'<td class="c-number"><a [^>]*>([^<]+)</a>')


def desk_of(user, *, language="zh-hans"):
    """A client signed in as `user`; words on the page are in `language`."""
    user.language = language
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


def numbers_on(page):
    """Complaint numbers of the page's lines, from top to bottom."""
    return _ROW.findall(page.content.decode())


def queue(client, **query):
    """Numbers in the queue, with the address's `query`."""
    page = client.get(reverse(QUEUE), query)
    assert page.status_code == 200
    return numbers_on(page)
