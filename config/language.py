"""Chinese first: a person's own choice, then the cookie, never the browser's guess."""

from django.conf import settings
from django.utils import translation
from django.views.i18n import set_language

from accounts.services.people import choose_language


class LanguageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = chosen(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def chosen(request):
    offered = dict(settings.LANGUAGES)
    asked = (getattr(request.user, "language", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    return next((language for language in asked if language in offered), settings.LANGUAGE_CODE)


def choose(request):
    """Django's language switch, remembered with the account of whoever is signed in."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(request.user, language)
    return response
