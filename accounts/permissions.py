"""The check every service makes: may this person do this, and what keeps somebody from it who may not yet."""

from django.utils.translation import gettext as _

from accounts.errors import NotPermitted


def check_right(by, right):
    """Raises NotPermitted unless `by` holds `right`."""
    if not by.has_perm(right):
        raise NotPermitted(
            lacking_words(by)
            or _("Your role (%(role)s) may not do this. Ask your supervisor.") % {"role": by.get_role_display()}
        )


def lacking_words(person):
    """Which certificate keeps `person` from acting, and what to do about it; empty when none does (KNO-5)."""
    if not person.lacks_certificate:
        return ""
    asked = person.certificates_lacked().select_related("qualification")
    names = _(", ").join(_("“%(name)s”") % {"name": one.qualification} for one in asked)
    return _("Your role needs the certificate %(names)s before it may act. Take the test under Training.") % {
        "names": names
    }
