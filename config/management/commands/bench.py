import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.authority import weigh_at
from bench.board import look_at
from bench.desk import open_queue, queue_queries
from bench.filling import desk, fill
from bench.imports import bring
from bench.incidents import match_at
from bench.intake import a_receipt, floor, through_form, through_service
from bench.interface import by_bare_sql, served, through_interface
from bench.library import search_at
from bench.messages import bare_loop, through_the_outbox
from bench.replay import replay_at
from bench.surges import noise_at, surges_at
from bench.sweeps import DUE, measure
from bench.triggers import read_texts
from config.places import VAR

_SIZES = (1_000, 100_000)
_DEADLINES = (10_000, 200_000)
_ENTRIES = (10_000, 100_000)
_PROPOSALS = (10_000, 100_000)
_INCIDENTS = (10_000, 100_000)
_BOARD = (10_000, 100_000)
_LIBRARY = (1_000, 100_000)
_CLIENTS = (1, 4, 16)
_IMPORT_ROWS = (10_000,)


class Command(BaseCommand):
    help = "Measure the desk on a scratch database; only ratios of one run count. A size of nothing leaves a part out."

    def add_arguments(self, parser):
        parser.add_argument("--sizes", type=int, nargs="*", default=_SIZES, help="complaints on the desk")
        parser.add_argument("--deadlines", type=int, nargs="*", default=_DEADLINES, help="running while 10 000 are due")
        parser.add_argument("--entries", type=int, nargs="*", default=_ENTRIES, help="booked sums while one is weighed")
        parser.add_argument("--proposals", type=int, nargs="*", default=_PROPOSALS, help="replayed under a draft")
        parser.add_argument(
            "--incidents", type=int, nargs="*", default=_INCIDENTS, help="complaints, one of them matched"
        )
        parser.add_argument("--board", type=int, nargs="*", default=_BOARD, help="complaints behind the board")
        parser.add_argument("--library", type=int, nargs="*", default=_LIBRARY, help="documents searched")
        parser.add_argument("--clients", type=int, nargs="*", default=_CLIENTS, help="of the interface, at once")
        parser.add_argument("--import-rows", type=int, nargs="*", default=_IMPORT_ROWS, help="of one file brought in")
        parser.add_argument("--warnings", type=int, nargs="*", default=(), help="weeks of simulated noise watched")
        parser.add_argument("--count", type=int, default=200, help="how often each thing is done")

    def handle(self, **sizes):
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(VAR / "bench.sqlite3")
        kept = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            self._measure(sizes, count=sizes["count"])
        finally:
            connection.creation.destroy_test_db(kept, verbosity=0)

    def _measure(self, sizes, *, count):
        call_command("collectstatic", interactive=False, verbosity=0)
        for presets in ("load_presets", "load_limits", "load_incident_rules", "load_approvals", "load_triggers"):
            call_command(presets, stdout=self.stdout)
        now = timezone.now()
        agents, supervisor = desk(now)
        self.stdout.write(f"{connection.vendor}, {time.strftime('%Y-%m-%d %H:%M')}")
        self._desk(sizes["sizes"], agents, supervisor, now, count=count)
        if connection.vendor == "postgresql":
            self._interface(sizes["clients"], agents[0], count=count)
        self._sweeps(sizes["deadlines"], agents, now)
        if sizes["sizes"]:
            self._messages(agents[0], count=5 * count)
        self._authority(sizes["entries"], agents, now, count=count)
        self._incidents(sizes["incidents"], agents, now, count=count)
        self._replays(sizes["proposals"], agents, supervisor, now)
        self._board(sizes["board"], agents, supervisor, now)
        self._library(sizes["library"], now)
        self._imports(sizes["import_rows"], agents[0], supervisor)
        self._warnings(sizes["warnings"])

    def _desk(self, sizes, agents, supervisor, now, *, count):
        first = None
        for size in sizes:
            fill(size, agents=agents, now=now)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            bare = floor(agents[0], count=count)
            service = through_service(agents[0], count=count)
            form = through_form(count=count)
            mine, team = open_queue(agents[0], "mine"), open_queue(supervisor, "all")
            self.stdout.write(f"\n{size} complaints")
            self._line("receive: bare SQL of the same rows", bare)
            self._line("receive: through the service", service, over=bare)
            self._line("receive: through the public form", form, over=bare)
            self._line(f"queue of an agent ({queue_queries(agents[0], 'mine')} queries)", mine, over=first and first[0])
            self._line(
                f"queue of the whole desk ({queue_queries(supervisor, 'all')} queries)", team, over=first and first[1]
            )
            first = first or (mine, team)

    def _interface(self, clients, agent, *, count):
        if not clients:
            return
        administrator = User.objects.create_user("bench-administrator", role=Role.ADMINISTRATOR)
        with served(administrator) as (port, key):
            through_interface(port, key, clients=2, each=10)
            for number in clients:
                each = max(10, count // number)
                bare = by_bare_sql(a_receipt(-100 - number), agent, clients=number, each=each)
                ours = through_interface(port, key, clients=number, each=each)
                self.stdout.write(f"\n{number} clients of the interface bring complaints in; beside it bare SQL")
                self._beside(
                    "received a second", ours.per_second, bare.per_second, by=ours.per_second / bare.per_second
                )
                self._beside("95 of 100 within ms", ours.p95_ms, bare.p95_ms, by=ours.p95_ms / bare.p95_ms)

    def _sweeps(self, deadlines, agents, now):
        first = None
        for size in deadlines:
            swept = measure(size, agents=agents, now=now)
            ours, bare = swept
            first = first or swept
            self.stdout.write(f"\n{size} running deadlines, {DUE} of them due; beside it a bare loop of SQL")
            self._beside("told a second", ours.per_second, bare.per_second, by=ours.per_second / bare.per_second)
            self._beside(
                "… against the first size",
                ours.per_second / first.ours.per_second,
                bare.per_second / first.bare.per_second,
            )
            self._beside("99 of 100 told after seconds", ours.p99_s, bare.p99_s, by=ours.p99_s / bare.p99_s)
            self._beside("an idle tick, ms", ours.idle_ms, bare.idle_ms, by=ours.idle_ms / bare.idle_ms)

    def _authority(self, entries, agents, now, *, count):
        first = None
        for size in entries:
            weighed = weigh_at(size, agents=agents, now=now, count=count)
            self.stdout.write(f"\n{size} booked sums")
            self._line("authority: customer and budgets by bare SQL", weighed.bare)
            self._line("authority: one offer weighed", weighed.ours, over=weighed.bare)
            self._line("authority: one offer granted under locks", weighed.granted, over=weighed.bare)
            self._line("approvals: similar decisions by bare SQL", weighed.similar)
            self._line("approvals: twenty cards with everything", weighed.cards, over=weighed.similar)
            for name in ("ours", "granted", "cards") if first else ():
                ratio = getattr(weighed, name).median_ms / getattr(first, name).median_ms
                self.stdout.write(f"  {name} takes × {ratio:.2f} of the first size")
            first = first or weighed

    def _board(self, sizes, agents, supervisor, now):
        first = None
        for size in sizes:
            seen = look_at(size, agents=agents, supervisor=supervisor, now=now)
            first = first or seen
            self.stdout.write(f"\n{size} complaints behind the board")
            self._line("board: one figure of 30 days by bare SQL", seen.bare)
            self._line("board: the whole page of 30 days", seen.page, over=seen.bare)
            self._line("board: the whole page under two filters", seen.filtered, over=seen.bare)
            self.stdout.write(f"  the page takes × {seen.page.median_ms / first.page.median_ms:.2f} of the first size")
            self._line("board: the report of the last month", seen.report, over=seen.bare)
            self.stdout.write(f"  keeping figures {seen.kept_ms:.1f} ms a complaint")
            self.stdout.write(f"  counted anew {seen.rebuilt_per_second:.0f} complaints a second")

    def _library(self, sizes, now):
        for size in sizes:
            looked = search_at(size, now=now)
            self.stdout.write(f"\n{size} documents of the case library, {looked.filled_per_second:.0f} a second put in")
            self._line("search: a rare word and a common one", looked.rare)
            self._line("search: one word of very many documents", looked.common)
            self._line("search: an ordinary question", looked.ordinary)
            self._line("search: the text of a whole complaint", looked.complaint)
            self._line("search: one word under three filters", looked.filtered)
            self._line("search: with a misspelt word", looked.misspelt)

    def _incidents(self, sizes, agents, now, *, count):
        first = None
        for size in sizes:
            bare, ours = match_at(size, agents=agents, now=now, count=count)
            self.stdout.write(f"\n{size} complaints")
            self._line("incidents: neighbours by bare SQL", bare)
            self._line("incidents: one complaint matched", ours, over=bare)
            if first:
                self.stdout.write(f"  matching takes × {ours.median_ms / first:.2f} of the first size")
            first = first or ours.median_ms
            bare, ours, rules = read_texts(agent=agents[0], now=now, count=count)
            self._line("triggers: rules and text by bare SQL", bare)
            self._line(f"triggers: one text read by {rules} rules", ours, over=bare)

    def _replays(self, proposals, agents, supervisor, now):
        for size in proposals:
            told = replay_at(size, agents=agents, supervisor=supervisor, now=now)
            self.stdout.write(f"\n{told.proposals} past proposals replayed, {told.changed} of them change")
            self._beside("seconds", told.ours_s, told.bare_s, by=told.ours_s / told.bare_s)
            self.stdout.write(f"  memory grown by {told.grown_mb:.0f} MB")

    def _imports(self, sizes, agent, supervisor):
        for rows in sizes:
            for kind in ("csv", "xlsx"):
                told = bring(rows, kind, agent=agent, supervisor=supervisor)
                ours, bare = told.imported_per_second, told.bare_per_second
                self.stdout.write(f"\n{rows} rows of one {kind} brought in; beside it bare SQL of the same rows")
                self._beside("imported a second", ours, bare, by=ours / bare)
                self.stdout.write(f"  checked a second {told.checked_per_second:.0f}")
                self.stdout.write(f"  the longest a receipt waited meanwhile {told.worst_wait_s:.2f} s")
                self.stdout.write(f"  memory at its peak {told.own_mb:.0f} MB, the child {told.child_mb:.0f} MB")

    def _warnings(self, weeks):
        for watched in weeks:
            self.stdout.write(f"\nEarly warning: false alarms in {watched} weeks of 60 cells, 0.5 a week promised")
            for rate, scatter, by_cell, by_desk in noise_at(watched):
                self.stdout.write(
                    f"  {rate:5} a day, scatter {scatter}: {by_cell:6.2f} in 1 000 cell-weeks, {by_desk:.2f} a week"
                )
            for rate, times, share, days in surges_at():
                found = f"{share:4.0%} found within a week" + ("" if days is None else f", after {days:.1f} days")
                self.stdout.write(f"  {rate:5} a day, a surge of × {times}: {found}")

    def _messages(self, agent, *, count):
        sent, bare = through_the_outbox(agent, count=count), bare_loop(count=count)
        self.stdout.write(f"\n{count} messages into a mailbox in memory; beside it a bare loop of SQL")
        ours, floor_of_it = sent.per_second, bare.per_second
        self._beside("sent a second", ours, floor_of_it, by=ours / floor_of_it)

    def _beside(self, name, ours, bare, *, by=None):
        ratio = f"   × {by:.2f}" if by else ""
        self.stdout.write(f"  {name:<44}{ours:10.2f}   bare {bare:10.2f}{ratio}")

    def _line(self, name, timing, *, over=None):
        ratio = f"   × {timing.median_ms / over.median_ms:.2f}" if over else ""
        self.stdout.write(f"  {name:<44}{timing}{ratio}")
