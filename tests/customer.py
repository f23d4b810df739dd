"""Somebody with a browser in front of the customers' pages."""

import re

from django.test import Client

from complaints.portal import token
from complaints.services.closing import renew_tracking_code
from complaints.services.numbers import tracking_code_of
from tests.builders import a_user

#: The form secret, which differs on every page and may spell anything.
ONE_TIME = re.compile(r'"\w{64}"')
WORDS = "收到的鸡蛋碎了一半，外箱一角塌了。"


class Customer:
    """Reads English unless told otherwise; the form counts as filled in slowly when the clock stands still."""

    def __init__(self, language="en", **client):
        self.browser = Client(**client)
        self.browser.cookies["django_language"] = language

    def get(self, path):
        return self.browser.get(path)

    def post(self, path, **data):
        return self.browser.post(path, data)

    def opens_form(self, path="/complain/?preset=ecommerce"):
        """The token of a fresh form page."""
        page = self.get(path).content.decode()
        return re.search(r'name="token" value="([^"]+)"', page)[1]

    def sends(self, form_token, *, path="/complain/?preset=ecommerce", **changes):
        return self.browser.post(path, a_form(form_token) | changes)

    def holds(self, complaint):
        """Enters number and code of `complaint`, for which a new code is made."""
        code = new_code_of(complaint)
        response = self.enters(complaint.number, code)
        assert response.status_code == 302
        return code

    def enters(self, number, code):
        return self.browser.post("/track/", {"number": number, "code": code})

    def answers(self, path, **data):
        """Opens the page of a question, then sends its form as it was drawn."""
        return self.post(path, **self.draws(path), **data)

    def draws(self, path):
        page = self.get(path)
        assert page.status_code == 200, path
        seen = re.search(r'name="seen" value="(\d+)"', page.content.decode())
        return {"seen": seen[1]}


def a_form(form_token=None):
    return {
        "token": form_token or token.new(),
        "category": "ecommerce.logistics.damage",
        "demand": "refund",
        "order_number": "E-20261118-7",
        "contact": "17000012345",
        "description": WORDS,
        "consent": "on",
    }


def new_code_of(complaint):
    """A tracking code for a complaint made by a builder: renewed, and read from the message to the customer."""
    renew_tracking_code(complaint.pk, by=a_user(), now=complaint.received_at)
    return re.search(r"\b(\w{4}-\w{4}-\w{4}-\w)\b", complaint.deliveries.get(step="code_renewed").body)[1]


def code_of(form_token):
    return tracking_code_of(token.seed_of(form_token))
