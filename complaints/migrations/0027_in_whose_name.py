"""In whose name a proposal was made; the database lets neither of the two pay it out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

AGREED = """
SELECT 1 FROM complaints_task task
JOIN complaints_optionitem item ON item.id = task.item_id
JOIN complaints_option choice ON choice.id = item.option_id
JOIN complaints_proposal proposal ON proposal.id = choice.proposal_id
WHERE task.id = NEW.task_id AND (
    (
        NEW.measure IN ('refund', 'advance_payment', 'fee_waiver')
        AND NEW.booked_by_id IN (proposal.proposed_by_id, proposal.in_name_of_id, proposal.approved_by_id)
    )
    OR EXISTS (
        SELECT 1 FROM complaints_approval yes
        WHERE yes.proposal_id = proposal.id AND NEW.booked_by_id IN (yes.by_id, yes.in_name_of_id)
    )
)
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION redress_check_payer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({agreed}) THEN
        RAISE EXCEPTION 'nobody pays out what they proposed or approved'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
SQLITE = """
CREATE TRIGGER ledger_has_other_eyes BEFORE INSERT ON complaints_ledgerentry
WHEN NEW.task_id IS NOT NULL AND EXISTS ({agreed})
BEGIN SELECT RAISE(ABORT, 'nobody pays out what they proposed or approved'); END;
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES.format(agreed=AGREED), params=None)
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS ledger_has_other_eyes")
        schema_editor.execute(SQLITE.format(agreed=AGREED), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0026_stored_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="in_name_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
