"""The PDF of a package: the gathered record set as a document of sections, in the active language."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints.typesetting.press import typeset
from escalation.exports import blocks

_COMMAND = "python3 manage.py verify_package"


def printed(record, package, *, fingerprint):
    """The bytes of record.pdf."""
    return typeset("document", _document(record, package, fingerprint), at=package.ordered_at)


def _document(record, package, fingerprint):
    complaint = record["complaint"]
    return {
        "lang": blocks.language_code(),
        "house": _("Redress"),
        "title": _("Evidence of how a complaint was handled"),
        "subtitle": f"{complaint['number']} · {complaint['subject']}",
        "running": [_("Complaint %(number)s") % {"number": complaint["number"]}, package.recipient],
        "foot": _("Only for %(recipient)s: %(purpose)s") % {"recipient": package.recipient, "purpose": package.purpose},
        "page_words": blocks.page_words(),
        "contents": pgettext("of a document", "Contents"),
        "cover": _cover(record, package, fingerprint),
        "notes": [_("Entry %(entry)s of the record does not hold: %(what)s") % fault for fault in record["faults"]],
        "sections": _sections(record, fingerprint),
    }


def _cover(record, package, fingerprint):
    complaint, person = record["complaint"], record["complainant"]
    contacts = "\n".join(f"{one['kind']} {one['value']}" for one in person["contacts"])
    return [
        [_("Complaint"), complaint["number"]],
        [_("Complainant"), blocks.stacked((person["name"] or "—", contacts))],
        [_("State"), blocks.dotted((complaint["state"], complaint["resolution"]))],
        [_("Recipient"), f"{package.recipient} · {package.get_profile_display()}"],
        [_("Purpose"), package.purpose],
        [_("Made"), f"{blocks.at(package.ordered_at)} · {package.ordered_by}"],
        [_("Masked"), _("; ").join(one["what"] for one in record["shown"] if not one["in_full"]) or "—"],
        [_("Signing key"), {"digest": fingerprint}],
    ]


def _sections(record, fingerprint):
    """Each part that has anything to say."""
    parts = (
        (_("The complaint"), _complaint(record)),
        (_("What happened, in order"), _chronology(record)),
        (_("Conversations and messages"), _messages(record)),
        (_("Investigation"), _reports(record)),
        (_("Proposals and approvals"), _proposals(record)),
        (_("Money and tasks"), _money(record)),
        (_("Outside bodies"), _matters(record)),
        (_("Final letters"), _letters(record)),
        (_("Attachments"), _attachments(record)),
        (_("How to check this package"), _proof(record, fingerprint)),
    )
    drawn = ((title, list(found)) for title, found in parts)
    return [{"title": title, "blocks": found} for title, found in drawn if found]


def _complaint(record):
    facts, person = record["complaint"], record["complainant"]
    rows = [
        [_("Subject"), facts["subject"]],
        [_("Received at"), f"{blocks.at(facts['received_at'])} · {facts['channel']}"],
        [_("Happened"), blocks.dotted((blocks.at(facts["occurred_at"]), facts["place"]))],
        [_("Product or service"), facts["product"] or "—"],
        [_("Order number"), blocks.dotted((facts["order"], person["delivery_address"])) or "—"],
        [_("Category"), facts["category"] or "—"],
        [_("Demand"), blocks.dotted((facts["demand"], blocks.yuan(facts["demand_cny"]), facts["demand_note"]))],
        [_("Grade"), blocks.dotted((facts["severity"], facts["priority"])) or "—"],
        [_("Handler"), facts["handler"] or "—"],
    ]
    return [blocks.fields(rows), blocks.head(_("In the customer's words")), blocks.text(facts["description"])]


def _chronology(record):
    rows = [
        [str(line["entry"]), blocks.at(line["at"]), line["by"], "\n".join([line["sentence"], *_details(line)])]
        for line in record["chronology"]
    ]
    return [blocks.table([_("No."), _("Time"), _("Done by"), _("What happened")], [0, 0, 0, 1], rows)]


def _details(line):
    yield from (words for words in line["words"] if words)
    yield from (
        _("%(field)s: %(before)s → %(after)s") % dict(zip(("field", "before", "after"), change, strict=True))
        for change in line["changes"]
    )


def _messages(record):
    contacts = [
        [blocks.at(one["at"]), f"{one['direction']}\n{one['channel']}", one["by"], one["summary"]]
        for one in record["contacts"]
    ]
    sent = [
        [blocks.at(one["at"]), f"{one['channel']}\n{one['state']}", blocks.stacked((one["subject"], one["text"]))]
        for one in record["messages"]
    ]
    parts = []
    if contacts:
        parts += [
            blocks.head(_("Conversations")),
            blocks.table([_("Time"), _("How"), _("Done by"), _("What was said")], [0, 0, 0, 1], contacts),
        ]
    if sent:
        parts += [
            blocks.head(_("Messages to the customer")),
            blocks.table([_("Time"), _("How"), _("Text")], [0, 0, 1], sent),
        ]
    return parts


def _reports(record):
    for report in record["reports"]:
        yield blocks.head(_("Report of round %(round)s") % report)
        yield blocks.fields(
            [
                [_("Filed"), f"{blocks.at(report['at'])} · {report['by']}"],
                [_("Responsibility"), f"{report['responsibility']} · {report['department']}"],
                [_("Facts verified"), report["facts"]],
                [_("Cause"), report["cause"]],
                [_("Suggested handling"), report["suggestion"]],
            ]
        )


def _proposals(record):
    for proposal in record["proposals"]:
        yield blocks.head(_("Round %(round)s · %(status)s") % proposal)
        rows = [
            [_("Proposed by"), f"{blocks.at(proposal['proposed_at'])} · {proposal['proposed_by']}"],
            [_("Message to the customer"), proposal["message"]],
            *([[_("Improvement"), proposal["improvement"]]] if proposal["improvement"] else []),
            *[[_option_label(option), _option(option)] for option in proposal["options"]],
        ]
        if approval := proposal["approval"]:
            words = _("%(at)s · %(by)s, under a limit of %(limit)s")
            told = {"at": blocks.at(approval["at"]), "by": approval["by"], "limit": blocks.yuan(approval["under_cny"])}
            rows += [[_("Approved"), words % told], [_("Content approved"), {"digest": approval["content_sha256"]}]]
        if proposal["answered_at"]:
            rows.append([_("Answered"), blocks.dotted((blocks.at(proposal["answered_at"]), proposal["answer"]))])
        yield blocks.fields(rows)


def _option_label(option):
    label = _("Option %(position)s") % option
    return f"{label} ✓" if option["chosen"] else label


def _option(option):
    items = (
        " ".join(
            filter(
                None, (one["measure"], blocks.yuan(one["value_cny"]), f"× {one['quantity']}" if one["quantity"] else "")
            )
        )
        for one in option["items"]
    )
    return blocks.stacked((option["title"], " + ".join(items), option["description"]))


def _money(record):
    if record["ledger"]:
        rows = [
            [blocks.at(one["at"]), one["measure"], blocks.yuan(one["value_cny"]), one["reference"] or "—", one["by"]]
            for one in record["ledger"]
        ]
        total = sum((Decimal(one["value_cny"]) for one in record["ledger"]), Decimal(0))
        yield blocks.table(
            [_("Booked"), _("Measure"), _("Value"), _("Payment reference"), _("Done by")], [0, 1, 0, 1, 0], rows
        )
        yield blocks.text(_("In total %(sum)s.") % {"sum": blocks.yuan(total)})
    if record["tasks"]:
        rows = [
            [one["task"], one["department"], blocks.at(one["due_at"]), blocks.at(one["done_at"]), one["result"] or "—"]
            for one in record["tasks"]
        ]
        yield blocks.head(_("Tasks"))
        yield blocks.table([_("Task"), _("Department"), _("Due"), _("Done"), _("Result")], [2, 0, 0, 0, 2], rows)


def _matters(record):
    for matter in record["matters"]:
        yield blocks.head(f"{matter['body']} {matter['reference']}".strip())
        dates = [
            [_("Notice received"), matter["received_on"]],
            [pgettext("outside matter", "Taken up"), matter["accepted_on"]],
            [_("Hearing"), matter["hearing_at"]],
            [_("Answered"), matter["answered_on"]],
            [pgettext("outside matter", "Decided"), matter["decided_on"]],
        ]
        result = blocks.stacked((matter["result"], matter["result_words"]))
        yield blocks.fields(
            [
                [_("What is asked"), matter["claim"]],
                *[[label, blocks.at(day)] for label, day in dates if day],
                [_("Represents us"), matter["representative"]],
                *([[_("Result"), result]] if result else []),
                *[
                    [term["name"], blocks.stacked((blocks.at(term["due_at"]), term["source"]))]
                    for term in matter["terms"]
                ],
            ]
        )


def _letters(record):
    for letter in record["letters"]:
        yield blocks.head(f"{letter['kind']} · {blocks.at(letter['at'])}")
        yield blocks.fields(
            [
                [_("What we found"), letter["findings"]],
                [_("What we offered"), letter["offered"]],
                [_("Our answer"), letter["position"]],
                [_("Where else to turn"), "\n".join(letter["places"])],
            ]
        )


def _attachments(record):
    if not record["attachments"]:
        return []
    rows = [
        [
            one["name"],
            f"{one['type']}\n{one['size']:,}",
            f"{blocks.at(one['added_at'])}\n{one['added_by']}",
            {"digest": one["sha256"]},
        ]
        for one in record["attachments"]
    ]
    return [blocks.table([_("File"), _("Type and size"), _("Added"), "SHA-256"], [2, 0, 0, 2], rows)]


def _proof(record, fingerprint):
    last = record["events"][-1]
    return [
        blocks.text(
            _(
                "Beside this document the package holds the record as data, the files as they were stored, a list of "
                "all of them with their digests, and a signature over that list. This command checks all of it without "
                "a database, and finds a change of any byte: %(command)s"
            )
            % {"command": _COMMAND}
        ),
        blocks.fields(
            [
                [_("Signing key"), {"digest": fingerprint}],
                [_("Entries of the record"), str(last["seq"])],
                [_("Hash of the last entry"), {"digest": last["hash"]}],
                *[
                    [one["what"], _("in full") if one["in_full"] else _("masked or left out")]
                    for one in record["shown"]
                ],
            ]
        ),
    ]
