"""What this app itself reads of the record: likely duplicates are looked for, other systems are told."""

from complaints.services import likeness, webhooks
from complaints.services.news import register

register(webhooks.read, among=webhooks.among)
register(likeness.read, kinds=likeness.KINDS)
