"""What came to the demo desk by programs: mentions of one outage that is known by now, a review, a counter's list."""

import csv
import io
import tomllib
from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from complaints.imports import batches, running
from complaints.models import Category, Complaint, Connector
from complaints.services.connected import Kind, take_in_messages
from complaints.services.connectors import open_connector
from complaints.services.sweeps.news import read_news_of
from complaints.states import Channel, Preset
from escalation.models import Incident, Trace
from escalation.models.incident import ResponsePart
from escalation.services.incidents import membership, response
from escalation.services.incidents.finding import look

_DOORS = Path(__file__).parent / "doors.toml"
_MESSAGE = {
    "thread": "",
    "subject": "",
    "link": "",
    "happened_at": None,
    "rating": None,
    "order_number": "",
    "reference": "",
    "answer_by": None,
    "media": (),
}


@transaction.atomic
def open_doors(users, system, *, now):
    """Nothing happens where a connector stands already. Returns how many complaints came in."""
    if Connector.objects.exists():
        return 0
    doors = tomllib.loads(_DOORS.read_text(encoding="utf-8"))
    before = Complaint.objects.count()
    _know_an_outage(doors["outage"], users, system, now=now)
    _bring_a_review(doors["review"], users, system, now=now)
    _bring_a_list(doors["list"], by=users["agent3"], now=now)
    return Complaint.objects.count() - before


def _know_an_outage(outage, users, system, *, now):
    category = Category.objects.get(code=outage["category"])
    facts = {"name": outage["connector"], "channel": Channel.SOCIAL, "category": category}
    connector = _connector(facts, users, now=now)
    mentions = outage["mentions"]
    for mention in mentions:
        _bring(connector, mention, Kind.MENTION, by=system, now=now - timedelta(hours=mention["hours_ago"]))
    # Not in the past: on a fresh desk the rules that find an incident are valid from today.
    for trace in Trace.objects.filter(complaint__inbound__source=connector.source).order_by("pk"):
        look(trace.pk, by=system, now=now)
    incident = Incident.objects.distinct().get(members__complaint__inbound__source=connector.source)
    lead, lawyer = users["supervisor2"], users["legal2"]
    response.confirm(incident.pk, title=outage["title"], lead=lead, by=lead, now=now)
    response.name_responder(incident.pk, person=lawyer, part=ResponsePart.LEGAL, by=lead, now=now)
    statement = response.write_statement(incident.pk, text=outage["statement"], by=lead, now=now)
    response.approve_statement(incident.pk, version=statement.version, by=lawyer, now=now)
    membership.serve_members(by=system, now=now)


def _bring_a_review(review, users, system, *, now):
    connector = _connector({"name": review["connector"], "channel": Channel.APP_REVIEW}, users, now=now)
    _bring(connector, review, Kind.REVIEW, by=system, now=now - timedelta(hours=review["hours_ago"]))


def _bring_a_list(told, *, by, now):
    text = io.StringIO()
    csv.writer(text).writerows([told["heading"], *told["rows"]])
    upload = SimpleUploadedFile(told["name"], text.getvalue().encode("utf-8-sig"), "text/csv")
    facts = {"preset": Preset.GENERAL, "channel": Channel.COUNTER}
    batch = batches.keep(upload, **facts, by=by, now=now).batch
    batches.choose_columns(batch.pk, mapping=batch.mapping, **facts, by=by, now=now)
    running.run_waiting(now=now)
    batches.confirm(batch.pk, by=by, now=now)
    running.run_waiting(now=now)


def _connector(facts, users, *, now):
    return open_connector(facts={"preset": Preset.INTERNET} | facts, by=users["admin"], now=now)[0]


def _bring(connector, told, kind, *, by, now):
    message = _MESSAGE | {
        "external_id": f"demo {told['author']}",
        "kind": kind,
        "author": {"id": told["author"], "name": told["author"], "phone": "", "email": ""},
        "text": told["text"],
        "happened_at": now,
        "rating": told.get("rating"),
    }
    take_in_messages(connector, [message], by=by, now=now)
    complaint = Complaint.objects.get(inbound__source=connector.source, inbound__external_id=message["external_id"])
    read_news_of(complaint.pk, by=by, now=now)
