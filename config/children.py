"""One supervised process: started in a group of its own, restarted when it dies, never left behind."""

import ctypes
import os
import signal
import subprocess
import time

from config.places import ROOT, VAR

LOGS = VAR / "logs"
LONGEST_LOG = 5_000_000
STEADY_AFTER = 60
LONGEST_WAIT = 30
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def dies_with(supervisor):
    """To run between fork and exec of a child; safe there, because the supervisor has one thread only."""

    def ask_the_kernel():
        # The kernel sends this even when the supervisor is killed without a word.
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:
            os._exit(1)

    return ask_the_kernel


class Child:
    """A program and its restarts. `wait` before the next start doubles from one second to half a minute."""

    def __init__(self, name, command, environment, keep=()):
        self.name, self.command, self.environment, self.keep = name, command, environment, keep
        self.process, self.started_at, self.wait, self.start_at = None, 0.0, 1, 0.0

    @property
    def log(self):
        return LOGS / f"{self.name}.log"

    def start(self):
        LOGS.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.keep,
                preexec_fn=dies_with(os.getpid()),
            )
        self.started_at, self.start_at = time.monotonic(), 0.0

    def has_died(self):
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self):
        """Clear away what the dead left behind; answers after how many seconds it starts again."""
        self.end_group()
        if time.monotonic() - self.started_at > STEADY_AFTER:
            self.wait = 1
        planned = self.wait
        self.start_at, self.wait = time.monotonic() + planned, min(self.wait * 2, LONGEST_WAIT)
        self.process = None
        return planned

    def is_due(self):
        return self.process is None and time.monotonic() >= self.start_at

    def ask_to_end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end_group(self):
        """Kill whatever of its group still runs, grandchildren included."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()
