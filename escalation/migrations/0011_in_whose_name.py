"""What requests knew of in whose name a proposal was made, on the proposals themselves."""

from django.db import migrations

COPIED = """
UPDATE complaints_proposal SET in_name_of_id = (
    SELECT asked.in_name_of_id FROM escalation_approvalrequest asked WHERE asked.proposal_id = complaints_proposal.id
)
WHERE id IN (SELECT proposal_id FROM escalation_approvalrequest WHERE in_name_of_id IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("escalation", "0010_triggers"), ("complaints", "0027_in_whose_name")]

    operations = [migrations.RunSQL(COPIED, migrations.RunSQL.noop)]
