"""What this app itself reads of the record: other systems are told."""

from complaints.services import webhooks
from complaints.services.news import register

register(webhooks.read, among=webhooks.among)
