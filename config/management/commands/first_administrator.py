import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    help = "Make the first administrator, who makes everybody else in the back office. Refused once there is one."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("name")

    def handle(self, *, username, name, **options):
        if User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
            raise CommandError(_("There is an administrator already; further people are made in the back office."))
        person = User(username=username, name=name, role=Role.ADMINISTRATOR)
        password = getpass.getpass(_("Password: "))
        try:
            validate_password(password, person)
            person.set_password(password)
            person.full_clean()
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from None
        if getpass.getpass(_("Once more: ")) != password:
            raise CommandError(_("The two passwords differ. Start again."))
        person.save()
        self.stdout.write(_("%(name)s can sign in now.") % {"name": name})
