import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import translation

from config.demo.people import LEADING, PASSWORD, PEOPLE
from config.preparation import LOGINS

STEPS = (
    ("Database 数据库", "migrate", {"verbosity": 0}),
    ("Policy presets 预置规则", "load_presets", {"verbosity": 0}),
    ("Authority limits 权限额度", "load_limits", {"verbosity": 0}),
    ("Incident rules 群体事件规则", "load_incident_rules", {"verbosity": 0}),
    ("Approval chain 审批链", "load_approvals", {"verbosity": 0}),
    ("Outside bodies 外部机构", "load_bodies", {"verbosity": 0}),
    ("Revisit rules 回访规则", "load_revisit_rules", {"verbosity": 0}),
    ("Trigger rules 升级触发规则", "load_triggers", {"verbosity": 0}),
    ("Causes 原因库", "load_causes", {"verbosity": 0}),
    ("Score sheets 质检评分表", "load_sheets", {"verbosity": 0}),
    ("Playbooks 处置指引", "load_playbooks", {"verbosity": 0}),
    ("Pages 页面资源", "collectstatic", {"verbosity": 0, "interactive": False}),
)


class Command(BaseCommand):
    help = "Migrate, load presets and limits, collect the static files; safe to repeat. The demo desk is told apart."

    def add_arguments(self, parser):
        parser.add_argument("--no-demo", action="store_true")

    def handle(self, *, no_demo, **options):
        for words, command, arguments in STEPS:
            began = time.monotonic()
            self.stdout.write(f"{words} …")
            call_command(command, **arguments)
            self.stdout.write(f"  {time.monotonic() - began:.1f} s")
        if not no_demo:
            LOGINS.write_text("\n".join(_logins()))


def _logins():
    yield f"Password for all 统一密码：{PASSWORD}"
    for person in PEOPLE:
        if person.username in LEADING:
            yield f"  {person.username:<12} {_in('en', person.role)} {_in('zh-hans', person.role)} {person.name}"


def _in(language, role):
    with translation.override(language):
        return str(role.label)
