"""Keys to the interface: an application's secret, and tokens that are shown once and kept as a digest."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotPermitted, RuleBroken, TooOften
from accounts.models import AccessToken, Application, RequestCount
from accounts.roles import Role
from accounts.scopes import Scope
from accounts.text import check_row

APPLICATION_TOKEN_LASTS = timedelta(hours=1)
#: Longer ones are forgotten in a drawer.
MOST_DAYS = 90
_PERSONS_A_MINUTE = 300
_PREFIX = "redress_"
_COUNT = """
INSERT INTO accounts_requestcount AS counted (holder_id, minute, used) VALUES (%s, %s, 1)
ON CONFLICT (holder_id, minute) DO UPDATE SET used = counted.used + 1 WHERE counted.used < %s RETURNING used
"""


@transaction.atomic
def register_application(*, name, account, scopes, most_a_minute, by, now, is_inside=False):
    """(application, secret). The secret is shown now and never again. Raises NotPermitted, RuleBroken."""
    _check_keeper(by)
    check_account(account)
    secret = secrets.token_urlsafe(32)
    application = Application(
        name=name,
        account=account,
        client_id=secrets.token_hex(12),
        secret_digest=_digest(secret),
        scopes=_known(scopes),
        most_a_minute=most_a_minute,
        is_inside=is_inside,
        created_by=by,
        created_at=now,
    )
    check_row(application)
    application.save()
    return application, secret


def check_account(account):
    """Raises RuleBroken when `account` cannot be the one a new application acts as."""
    if account.role != Role.INTEGRATION:
        raise RuleBroken(_("Choose an integration account: an application never acts as a person."))
    if Application.objects.filter(account=account).exists():
        raise RuleBroken(_("This account already belongs to an application. Give each system its own."))


@transaction.atomic
def change_application(application_id, *, by, **changed):
    """Narrow or widen what an application may do; a closed one opens nothing from the next request on."""
    _check_keeper(by)
    application = Application.objects.select_for_update().get(pk=application_id)
    if "scopes" in changed:
        changed["scopes"] = _known(changed["scopes"])
    for field, value in changed.items():
        setattr(application, field, value)
    check_row(application)
    application.save(update_fields=[*changed])
    return application


@transaction.atomic
def renew_secret(application_id, *, by, now):
    """A new secret, shown once; the old one and every token it brought end at once. Raises NotPermitted."""
    _check_keeper(by)
    application = Application.objects.select_for_update().get(pk=application_id)
    secret = secrets.token_urlsafe(32)
    application.secret_digest = _digest(secret)
    application.save(update_fields=["secret_digest"])
    application.tokens.filter(revoked_at=None).update(revoked_at=now)
    return secret


def exchange(client_id, secret, *, scopes, now):
    """(token in clear, its row) for an application that shows its secret; no `scopes` means all it has.

    Raises NotPermitted without a word on which of the two was wrong (A05).
    """
    found = Application.objects.filter(client_id=client_id, is_active=True, account__is_active=True)
    application = found.select_related("account").first()
    known = application.secret_digest if application else _digest("")
    if not hmac.compare_digest(known, _digest(secret)) or application is None or not secret:
        raise NotPermitted(_("The client id or the secret is wrong."))
    asked = _known(scopes) if scopes else application.scopes
    if not set(asked) <= set(application.scopes):
        raise NotPermitted(_("The application was not given all of these scopes."))
    return _new_token(
        application.account, application=application, scopes=asked, expires_at=now + APPLICATION_TOKEN_LASTS, now=now
    )


@transaction.atomic
def issue_token(*, name, scopes, days, by, now):
    """(token in clear, its row) for the person's own programs; it never does more than the person may."""
    if not by.is_staff:
        raise NotPermitted(_("Only people of the desk make keys for themselves."))
    if not 1 <= days <= MOST_DAYS:
        raise RuleBroken(_("A key lasts between 1 and %(days)s days.") % {"days": MOST_DAYS})
    if not name.strip():
        raise RuleBroken(_("Say what the key is for; you will want to know later."))
    return _new_token(by, name=name, scopes=_known(scopes), expires_at=now + timedelta(days=days), now=now)


def revoke_token(token_id, *, by, now):
    """End a key: one's own, or as an administrator anybody's. Raises NotPermitted for somebody else's."""
    if not keys_shown_to(by).filter(pk=token_id).exists():
        raise NotPermitted(_("This key does not exist or is not yours."))
    AccessToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now)


def keys_shown_to(user):
    """The keys people made for programs of their own: each sees theirs, an administrator those of all."""
    keys = AccessToken.objects.filter(application=None)
    return keys if user.has_perm("accounts.change_application") else keys.filter(holder=user)


def find_token(token, *, now):
    """The valid key behind `token` with its holder and application, or None."""
    if not token.startswith(_PREFIX):
        return None
    keys = AccessToken.objects.select_related("holder", "application")
    key = keys.filter(digest=_digest(token)).first()
    if key is None or not key.is_valid(now):
        return None
    today = timezone.localtime(now).date()
    if key.used_on != today:
        AccessToken.objects.filter(pk=key.pk).update(used_on=today)
    return key


def count_request(key, *, now):
    """How many requests `key` has left this minute. Raises TooOften when there is none.

    It is counted before anything is done, in one statement, so that parallel requests are all counted (A38).
    """
    minute, most = now.replace(second=0, microsecond=0), _most(key)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key.holder_id, connection.ops.adapt_datetimefield_value(minute), most])
        counted = cursor.fetchone()
    if counted is None:
        raise TooOften(_("More than %(most)s requests in a minute. Wait a minute and go on.") % {"most": most})
    (used,) = counted
    if used == 1:
        # Once a minute and holder: what is over is of no use to anybody.
        RequestCount.objects.filter(holder=key.holder_id, minute__lt=minute).delete()
    return most - used


def _most(key):
    return key.application.most_a_minute if key.application else _PERSONS_A_MINUTE


def _new_token(holder, *, scopes, expires_at, now, application=None, name=""):
    token = _PREFIX + secrets.token_urlsafe(32)
    row = AccessToken(
        holder=holder,
        application=application,
        name=name,
        digest=_digest(token),
        scopes=scopes,
        created_at=now,
        expires_at=expires_at,
    )
    check_row(row)
    row.save(force_insert=True)
    return token, row


def _known(scopes):
    """In the order of the list, each once. Raises RuleBroken for one that does not exist, and for none at all."""
    if unknown := set(scopes) - set(Scope.values):
        raise RuleBroken(_("There is no scope “%(scope)s”.") % {"scope": sorted(unknown)[0]})
    if not scopes:
        raise RuleBroken(_("Choose at least one scope."))
    return [scope for scope in Scope.values if scope in scopes]


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_keeper(by):
    if not by.has_perm("accounts.change_application"):
        raise NotPermitted(_("Only an administrator gives other systems access."))
