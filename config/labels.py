from django.utils.translation import gettext as _


def environment(request):
    """The label at the top of the back office: words and colour."""
    return [_("Try-out desk"), "warning"]
