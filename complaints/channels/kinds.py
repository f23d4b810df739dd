"""The kinds of accounts, what each serves, and how it sends."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.channels import aliyun, mail, orders, robots, signed
from complaints.channels.addresses import split
from complaints.states import PreferredChannel

#: What serves nobody's preferred channel: a group of colleagues.
ROBOT = "robot"
#: What no message leaves by: the shop is asked about orders.
ORDERS = "orders"


class AccountKind(models.TextChoices):
    SMTP = "smtp", _("E-mail (SMTP)")
    SIGNED_SMS = "signed_sms", _("SMS by a signed webhook")
    ALIYUN_SMS = "aliyun_sms", _("SMS by Alibaba Cloud")
    SIGNED_APP = "signed_app", _("App message by a signed webhook")
    SIGNED_WECHAT = "signed_wechat", _("WeChat service message by a signed webhook")
    WECOM = "wecom", _("WeCom group robot")
    DINGTALK = "dingtalk", _("DingTalk group robot")
    FEISHU = "feishu", _("Feishu group robot")
    SIGNED_ORDERS = "signed_orders", _("Order look-up by a signed webhook")


class Manner(NamedTuple):
    """`serves` is a preferred channel, `ROBOT` or `ORDERS`; `send(account, letter, now=)` returns the provider's id."""

    serves: str
    send: Callable
    schemes: tuple[str, ...] = ("https", "http")
    needs: tuple[str, ...] = ()


MANNERS = {
    AccountKind.SMTP: Manner(PreferredChannel.EMAIL, mail.send, ("smtps", "smtp"), ("sender",)),
    AccountKind.SIGNED_SMS: Manner(PreferredChannel.SMS, signed.send, needs=("secret",)),
    AccountKind.ALIYUN_SMS: Manner(PreferredChannel.SMS, aliyun.send, needs=("login", "secret", "sender")),
    AccountKind.SIGNED_APP: Manner(PreferredChannel.APP, signed.send, needs=("secret",)),
    AccountKind.SIGNED_WECHAT: Manner(PreferredChannel.WECHAT, signed.send, needs=("secret",)),
    AccountKind.WECOM: Manner(ROBOT, robots.send_wecom),
    AccountKind.DINGTALK: Manner(ROBOT, robots.send_dingtalk),
    AccountKind.FEISHU: Manner(ROBOT, robots.send_feishu),
    AccountKind.SIGNED_ORDERS: Manner(ORDERS, orders.send, needs=("secret",)),
}


def send(account, letter, *, now):
    """Hand `letter` to the provider of `account`; returns the provider's id, or nothing. Raises Undelivered."""
    return MANNERS[AccountKind(account.kind)].send(account, letter, now=now) or ""


def check(kind, address, *, allow_plain, allow_private):
    """Scheme, host and port of an address fit for `kind`. Raises NotAllowed."""
    return split(
        address, schemes=MANNERS[AccountKind(kind)].schemes, allow_plain=allow_plain, allow_private=allow_private
    )
