"""Every request so far had one step: what was asked of one role and decided by one person."""

from datetime import timedelta

from django.db import migrations

_MINUTES = 480


def carry_over(apps, schema_editor):
    requests = apps.get_model("escalation", "ApprovalRequest")
    step = apps.get_model("escalation", "ApprovalStep")
    for request in requests.objects.select_related("proposal").iterator():
        request.content_hash = request.proposal.content_hash
        request.save(update_fields=["content_hash"])
        waits = request.proposal.status == "submitted" and not request.decision
        due_at = request.asked_at + timedelta(days=1)
        step.objects.create(
            request=request,
            proposed_by_id=request.asked_by_id,
            place=1,
            asked_role=request.asked_role,
            causes=["amount"],
            minutes=_MINUTES,
            then_role="director" if request.asked_role == "supervisor" else "",
            asked_at=request.asked_at,
            due_at=due_at,
            outcome=request.decision or ("" if waits else "lapsed"),
            decided_at=request.decided_at or (None if waits else request.asked_at),
            decided_by_id=request.decided_by_id,
            comment=request.comment,
            content_hash=request.content_hash if request.decision else "",
            next_step="raise" if waits else "",
            next_step_at=due_at if waits else None,
        )


class Migration(migrations.Migration):
    dependencies = [("escalation", "0004_approval_chain")]

    operations = [
        migrations.RunPython(carry_over),
        migrations.RemoveField(model_name="approvalrequest", name="asked_role"),
    ]
