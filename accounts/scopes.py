"""What a token may be used for: a closed list, narrower than the rights of whoever it belongs to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    READ = "complaints:read", _("Read complaints, their record and files")
    RECEIVE = "complaints:receive", _("Bring in complaints")
    TALK = "contacts:write", _("Record conversations and write to customers")
    WORK = "complaints:work", _("Move complaints on, add files, do tasks")
    DECIDE = "approvals:decide", _("Approve and send back proposals")
    ORDERS = "orders:write", _("Tell what the shop knows of orders")
    HOOKS = "webhooks:manage", _("Open and close webhooks")
    IMPROVE = "improvements:answer", _("Read improvements handed over and answer them")
    REFERENCE = "reference:read", _("Read categories, departments and other lists")
