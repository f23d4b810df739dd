"""Clients of the interface with a key of their own."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.roles import Role
from accounts.scopes import Scope
from accounts.services import access
from tests.builders import a_user


def a_client(user=None, scopes=tuple(Scope), **headers):
    """A client with a key of `user`, or of a new application, in English."""
    token = key_of(user, scopes) if user else application_key(scopes=scopes)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_ACCEPT_LANGUAGE="en", **headers)
    return client


def key_of(user, scopes=tuple(Scope)):
    return access.issue_token(name="脚本", scopes=[*scopes], days=30, by=user, now=timezone.now())[0]


def an_application(*, scopes=tuple(Scope), most_a_minute=600, account=None):
    """(application, secret)."""
    account = account or a_user(Role.INTEGRATION, department="technology")
    return access.register_application(
        name=f"官网 {account.username}",
        account=account,
        scopes=[*scopes],
        most_a_minute=most_a_minute,
        by=a_user(Role.ADMINISTRATOR),
        now=timezone.now() - timedelta(days=1),
    )


def application_key(**facts):
    application, secret = an_application(**facts)
    return access.exchange(application.client_id, secret, scopes=[], now=timezone.now())[0]
