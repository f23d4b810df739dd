"""Whether messages to customers can leave at all, and by which channels."""

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from complaints.models import Mailbox
from complaints.services.carrying import Ways
from complaints.states import PreferredChannel
from complaints.templatetags.moments import moment
from config.doctor.findings import broken, doubtful, fine

#: What messages leave by; a call is a task of the handler.
_CHANNELS = (PreferredChannel.SMS, PreferredChannel.EMAIL, PreferredChannel.WECHAT, PreferredChannel.APP)


def channels():
    try:
        ways = Ways()
    except DatabaseError:
        return
    yield from _mailboxes()
    is_open = {channel: ways.is_open(channel) for channel in _CHANNELS}
    if settings.OUTBOX_FOLDER:
        yield fine(
            _("A try-out sends nothing by channels without an account: those messages lie as files in %(folder)s."),
            folder=settings.OUTBOX_FOLDER,
        )
    elif not any(is_open.values()):
        yield broken(
            _(
                "No message to a customer can leave: no channel has an account. "
                "Add one under Settings → Channel accounts, or name a mail server in REDRESS_SMTP_HOST."
            )
        )
    else:
        yield from _of_each(is_open)


def _mailboxes():
    """Whether the mail customers write can be fetched."""
    boxes = list(Mailbox.objects.filter(is_active=True))
    for box in boxes:
        if box.failed_since:
            yield doubtful(
                _("The mailbox %(mailbox)s has been out of reach since %(since)s: %(reason)s. %(code)s"),
                mailbox=box.mail_address,
                since=moment(box.failed_since),
                reason=box.get_reason_display(),
                code=box.failure,
            )
    fetched = [box for box in boxes if box.is_fetched]
    posted = [box for box in boxes if box.posting_secret]
    if fetched and not any(box.failed_since for box in fetched):
        yield fine(_("Incoming mail is fetched from: %(mailboxes)s."), mailboxes=_(", ").join(map(str, fetched)))
    if posted:
        yield fine(_("Incoming mail may be posted to: %(mailboxes)s."), mailboxes=_(", ").join(map(str, posted)))


def _of_each(is_open):
    named = _(", ").join(str(channel.label) for channel in _CHANNELS if is_open[channel])
    yield fine(_("Messages to customers can leave by: %(channels)s."), channels=named)
    if not is_open[PreferredChannel.EMAIL]:
        yield doubtful(
            _("E-mail cannot leave: there is neither a channel account for it nor a mail server in REDRESS_SMTP_HOST.")
        )
    if not is_open[PreferredChannel.SMS]:
        yield doubtful(_("SMS cannot leave: no channel account serves it. Most customers leave only a mobile number."))
