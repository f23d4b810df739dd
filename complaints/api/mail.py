"""The door of mail that a provider or a mail server of our own posts (A33, A35)."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.response import Response

from accounts.api.parsing import read
from accounts.api.views import Door
from accounts.models import User
from complaints.api.connect import SIGNED
from complaints.channels import mail_form
from complaints.services.calling import count_call
from complaints.services.mail_posting import open_to, signed_for, take_in_posted

_MAIL = "message/rfc822"
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_MOST_BYTES = 20 * 1024 * 1024


class NotProven(APIException):
    """One answer for a mailbox that does not exist, is out of use, or whose secret this is not (A05)."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_code = "not_proven"
    auth_header = 'Basic realm="mail"'


class MailFormIn(serializers.Serializer):
    """As providers post it; whatever other fields they send is left aside."""

    email = serializers.CharField(required=False, help_text="The raw mail, as SendGrid calls it.")
    message = serializers.CharField(required=False, help_text="The raw mail.")


class MailOut(serializers.Serializer):
    id = serializers.CharField(help_text="By which the mail is known: the same mail has the same.")


class MailDoor(Door):
    """Mail to one mailbox, raw as it arrived."""

    authentication_classes = []
    permission_classes = []
    serializer_class = MailFormIn

    @extend_schema(
        request={_FORMS[0]: MailFormIn, _MAIL: OpenApiTypes.BINARY},
        parameters=SIGNED,
        responses={200: MailOut},
        auth=[],
        tags=["connectors"],
    )
    def create(self, request, uuid):
        """Post one mail: raw as `message/rfc822`, or in the field `email`, `message` or `body-mime` of a form.

        The secret of the mailbox is the password of HTTP Basic, with any user name, or signs the body. The same mail
        again is taken for the same.
        """
        now, stream = timezone.now(), request.stream or request._request
        mailbox = open_to(uuid, authorization=request.headers.get("Authorization", ""), now=now)
        timestamp, given = (request.headers.get(f"X-Redress-{name}", "") for name in ("Timestamp", "Signature"))
        if mailbox is None and not given:
            # Before it is read: nobody fills our memory with what they do not sign.
            raise NotProven(_unproven())
        raw = read(stream, _MOST_BYTES, _("A mail has at most %(most)s MB.") % {"most": 20})
        mailbox = mailbox or signed_for(uuid, timestamp=timestamp, given=given, body=raw, now=now)
        if mailbox is None:
            raise NotProven(_unproven())
        count_call(mailbox, now=now)
        letter = take_in_posted(mailbox, _mail_of(raw, request.content_type or ""), by=User.objects.system(), now=now)
        return Response(MailOut({"id": letter.external_id}).data)


def _unproven():
    return _("The secret or signature is wrong or too old, or there is no such mailbox mail may be posted to.")


def _mail_of(raw, content_type):
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _MAIL:
        return raw
    if kind not in _FORMS:
        raise UnsupportedMediaType(kind, _("Send the mail as message/rfc822, or in a form."))
    mail = mail_form.mail_in(raw, content_type)
    if mail is None:
        raise ParseError(
            _("No field email, message or body-mime holds a mail. Let the provider post the raw mail (MIME).")
        )
    return mail
