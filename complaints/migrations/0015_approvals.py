"""Who agreed to a proposal, and whom a complaint is about; the database lets nobody pay what they approved."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POSTGRES = """
CREATE FUNCTION redress_check_payer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({agreed}) THEN
        RAISE EXCEPTION 'nobody pays out what they proposed or approved'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_has_other_eyes BEFORE INSERT ON complaints_ledgerentry
    FOR EACH ROW WHEN (NEW.task_id IS NOT NULL) EXECUTE FUNCTION redress_check_payer();
"""
SQLITE = """
CREATE TRIGGER ledger_has_other_eyes BEFORE INSERT ON complaints_ledgerentry
WHEN NEW.task_id IS NOT NULL AND EXISTS ({agreed})
BEGIN SELECT RAISE(ABORT, 'nobody pays out what they proposed or approved'); END;
"""
AGREED = """
SELECT 1 FROM complaints_task task
JOIN complaints_optionitem item ON item.id = task.item_id
JOIN complaints_option choice ON choice.id = item.option_id
JOIN complaints_proposal proposal ON proposal.id = choice.proposal_id
WHERE task.id = NEW.task_id AND (
    (
        NEW.measure IN ('refund', 'advance_payment', 'fee_waiver')
        AND NEW.booked_by_id IN (proposal.proposed_by_id, proposal.approved_by_id)
    )
    OR EXISTS (
        SELECT 1 FROM complaints_approval yes
        WHERE yes.proposal_id = proposal.id AND NEW.booked_by_id IN (yes.by_id, yes.in_name_of_id)
    )
)
"""


def guard(apps, schema_editor):
    statement = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(statement.format(agreed=AGREED), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0014_frontline_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="about_staff",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="employee complained about",
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "in_name_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="on behalf of",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="complaints.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["proposal", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "by"), name="one_yes_of_one_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_name_of", None),
                            models.Q(("in_name_of", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_acts_on_their_own_behalf",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="staffnotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "A complaint was given to you"),
                    ("deadline_near", "A deadline draws near"),
                    ("deadline_missed", "A deadline has passed"),
                    ("deadline_escalated", "A passed deadline was escalated"),
                    ("chased", "The customer presses"),
                    ("answered", "The customer answered"),
                    ("evidence", "The customer sent files"),
                    ("reopened", "The customer opened it again"),
                    ("waiting_over", "The customer did not answer in time"),
                    ("message_parked", "A message could not be delivered"),
                    ("escalated", "A complaint was escalated to you"),
                    ("stepped_in", "Somebody with more power stepped in"),
                    ("escalation_ended", "An escalation was answered"),
                    ("approval_asked", "A proposal waits for you"),
                    ("approval_near", "A proposal still waits for you"),
                    ("approval_raised", "A decision went to the next level"),
                    ("approved", "Your proposal was approved"),
                    ("sent_back", "Your proposal was sent back"),
                    ("staff_named", "A complaint is about its own handler"),
                    ("care", "A care reminder is due"),
                    ("incident", "A group incident is suspected"),
                    ("incident_team", "You were named to a response team"),
                ],
                max_length=20,
                verbose_name="what happened",
            ),
        ),
        migrations.AlterField(
            model_name="complaintevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("complaints.received", "Complaint received"),
                    ("complaints.changed", "Facts corrected"),
                    ("complaints.triaged", "Graded and assigned"),
                    ("complaints.regraded", "Grade changed"),
                    ("complaints.repinned", "Put under today's rules"),
                    ("complaints.claimed", "Claimed"),
                    ("complaints.assigned", "Assigned"),
                    ("complaints.handed_over", "Handed over"),
                    ("complaints.contacted", "Contact recorded"),
                    ("complaints.evidence_added", "Evidence added"),
                    ("complaints.evidence_opened", "Evidence opened"),
                    ("complaints.contact_unmasked", "Contact data viewed"),
                    ("complaints.record_exported", "Record taken away as a file"),
                    ("complaints.tracking_code_renewed", "Tracking code renewed"),
                    ("complaints.investigation_started", "Investigation started"),
                    ("complaints.task_assigned", "Task assigned"),
                    ("complaints.task_done", "Task done"),
                    ("complaints.task_postponed", "Task postponed"),
                    ("complaints.reported", "Investigation report filed"),
                    ("complaints.proposed", "Solution proposed"),
                    ("complaints.proposal_approved", "Proposal approved"),
                    ("complaints.proposal_sent_back", "Proposal sent back"),
                    ("complaints.proposal_withdrawn", "Proposal taken back"),
                    ("complaints.offered", "Offered to the customer"),
                    ("complaints.accepted", "Accepted by the customer"),
                    ("complaints.refused", "Refused by the customer"),
                    ("complaints.execution_impossible", "Execution turned out impossible"),
                    ("complaints.revisit_due", "Executed, revisit scheduled"),
                    ("complaints.revisit_attempted", "Revisit attempted"),
                    ("complaints.returned_dissatisfied", "Customer dissatisfied, back to investigation"),
                    ("complaints.closed", "Closed"),
                    ("complaints.withdrawn", "Withdrawn by the customer"),
                    ("complaints.merged", "Closed as a duplicate"),
                    ("complaints.merged_in", "Duplicate merged in"),
                    ("complaints.not_accepted", "Not accepted"),
                    ("complaints.reopened", "Reopened"),
                    ("complaints.paused", "Waiting for the customer"),
                    ("complaints.resumed", "Clock runs again"),
                    ("complaints.customer_reminded", "Customer reminded"),
                    ("complaints.deadline_extended", "Deadline extended"),
                    ("complaints.deadline_near", "Deadline draws near"),
                    ("complaints.deadline_missed", "Deadline missed"),
                    ("complaints.deadline_still_missed", "Deadline still missed"),
                    ("complaints.escalated_by_time", "Escalated by time"),
                    ("complaints.progress_told", "Progress told"),
                    ("complaints.made_good", "Broken promise made good"),
                    ("complaints.chased", "Customer presses"),
                    ("complaints.profile_kept", "Service profile kept"),
                    ("complaints.care_planned", "Care planned"),
                    ("complaints.message_written", "Message written"),
                    ("complaints.message_sent", "Message sent"),
                    ("complaints.message_arrived", "Message arrived"),
                    ("complaints.message_rerouted", "Message goes by another channel"),
                    ("complaints.message_parked", "Message could not be sent"),
                    ("complaints.message_resent", "Message sent again"),
                    ("complaints.staff_named", "Employee complained about named"),
                    ("escalation.approval_requested", "Approval requested"),
                    ("escalation.approval_given", "One of the asked agreed"),
                    ("escalation.approval_reminded", "Reminded of a decision"),
                    ("escalation.approval_raised", "Decision went to the next level"),
                    ("escalation.escalated", "Escalated"),
                    ("escalation.escalated_again", "Another reason to escalate"),
                    ("escalation.stepped_in", "Stepped in"),
                    ("escalation.resolved", "Escalation resolved"),
                    ("escalation.handed_back", "Handed back with instructions"),
                    ("escalation.incident_joined", "Part of a group incident"),
                    ("escalation.incident_told", "Told the statement of the group incident"),
                    ("escalation.incident_left", "Taken out of a group incident"),
                    ("escalation.lapsed", "Escalation ended with the complaint"),
                    ("knowledge.nominated", "Nominated for the case library"),
                    ("knowledge.nomination_decided", "Nomination decided"),
                ],
                max_length=60,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(guard),
    ]
