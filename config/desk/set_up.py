"""What is set up now and then, by group of the menu: the lists and their icons."""

from django.utils.translation import pgettext


def set_up():
    return (
        (
            pgettext("menu", "People"),
            (
                ("accounts.user", "person"),
                ("accounts.department", "apartment"),
                ("accounts.team", "groups"),
                ("accounts.shift", "calendar_month"),
                ("accounts.delegation", "swap_horiz"),
                ("accounts.qualification", "workspace_premium"),
                ("accounts.certificate", "badge"),
                ("accounts.rolerequirement", "lock_person"),
            ),
        ),
        (
            pgettext("menu", "Rules"),
            (
                ("complaints.category", "category"),
                ("review.causecode", "sell"),
                ("review.causerule", "troubleshoot"),
                ("review.recurrencerule", "repeat"),
                ("complaints.policy", "timer"),
                ("complaints.workcalendar", "event_available"),
                ("complaints.wordrule", "spellcheck"),
                ("complaints.urgentwords", "bolt"),
                ("complaints.likenessrules", "compare"),
                ("review.revisitrules", "support_agent"),
                ("escalation.limitversion", "paid"),
                ("escalation.approvalchain", "conversion_path"),
                ("escalation.triggerrule", "notification_important"),
                ("escalation.riskweight", "balance"),
                ("escalation.incidentrule", "hub"),
                ("review.warningrules", "notifications_active"),
                ("review.scoresheet", "checklist"),
                ("knowledge.nominationrules", "rule"),
                ("escalation.outsidebody", "account_balance"),
                ("escalation.statutorybaseline", "balance"),
            ),
        ),
        (
            pgettext("menu", "Channels"),
            (
                ("complaints.mailbox", "mark_email_unread"),
                ("complaints.connector", "cable"),
                ("complaints.wecomaccount", "forum"),
                ("complaints.ivrkey", "dialpad"),
                ("complaints.channelaccount", "cell_tower"),
                ("complaints.messagetemplate", "edit_note"),
                ("complaints.sendingrules", "bedtime"),
                ("complaints.importmapping", "view_column"),
            ),
        ),
        (
            pgettext("menu", "Access and running"),
            (
                ("accounts.application", "api"),
                ("complaints.webhookcall", "webhook"),
            ),
        ),
    )
