"""Scheduled work: each reads the clock and calls one service."""

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from complaints.imports import running
from complaints.services import alerts, delivery
from complaints.services.heartbeat import beat


@shared_task
def alert_overdue():
    alerts.alert_overdue(by=User.objects.system(), now=timezone.now())
    beat("alert_overdue", now=timezone.now())


@shared_task
def send_deliveries():
    delivery.send_waiting(by=User.objects.system(), now=timezone.now())
    beat("send_deliveries", now=timezone.now())


@shared_task
def run_imports():
    running.run_waiting(now=timezone.now())
    beat("run_imports", now=timezone.now())
