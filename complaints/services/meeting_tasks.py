"""Coming to a joint meeting, as a task: who is asked sees the complaint and is reminded (INV-2)."""

from accounts.text import check_row
from complaints.models import Stage, Task
from complaints.services import clock


def ask_to_meeting(complaint, *, words, held_at, departments, people, by, now):
    """Under the complaint's lock: every one of `departments` and of `people` is to come at `held_at`.

    Whoever works in no department is told otherwise. The caller saves the complaint and records the meeting.
    """
    asked = [(department, None) for department in departments]
    asked += [(person.department, person) for person in people if person.department_id]
    for department, owner in asked:
        task = Task(
            complaint=complaint,
            stage=Stage.MEETING,
            round=complaint.round,
            title=words,
            department=department,
            owner=owner,
            created_by=by,
            created_at=now,
            due_at=held_at,
        )
        check_row(task)
        task.save()
        clock.settle(complaint, now=now, task=task)


def end_meeting(complaint, *, result, by, now):
    """Under the complaint's lock: there are minutes, so nobody has to come any more. The caller saves and records."""
    for task in complaint.tasks.open().filter(stage=Stage.MEETING):
        task.result, task.done_at, task.done_by = result, now, by
        task.save()
        clock.settle_task(complaint, task, now=now)
