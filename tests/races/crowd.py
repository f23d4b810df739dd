"""Several people at once: each in a thread with a database connection of its own, let go in the same moment."""

from threading import Barrier, Thread

from django.db import connection

from complaints.errors import Refusal

_PATIENCE_SECONDS = 30


def together(*actions):
    """What each action gave, in order: its result, or the exception it raised."""
    barrier, outcomes = Barrier(len(actions)), [None] * len(actions)

    def act(place, action):
        try:
            connection.ensure_connection()
            barrier.wait(_PATIENCE_SECONDS)
            outcomes[place] = action()
        except Exception as failure:
            outcomes[place] = failure
        finally:
            connection.close()

    threads = [Thread(target=act, args=one) for one in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE_SECONDS)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return outcomes


def one_of(outcomes):
    """The result of the only one who came through; all others were refused in words."""
    through = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(refusal, Refusal) and str(refusal) for refusal in refused), refused
    assert len(through) == 1, outcomes
    return through[0]
