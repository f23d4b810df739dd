"""What a person does at the desk and a customer on the tracking page, said in their words."""

import re

from axe_playwright_python.sync_playwright import Axe
from django.utils import translation

from complaints.models import Complaint
from complaints.states import State

_CODE = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){2}-[A-Z0-9]")
PASSWORD = "desk-of-many-drawers"


class Desk:
    """Somebody signed in at the back office, looking at one page."""

    def __init__(self, page, person):
        self.page, self.person = page, person
        page.goto("/admin/")
        page.fill("[name=username]", person.username)
        page.fill("[name=password]", PASSWORD)
        page.click("#login-form [type=submit]")
        page.wait_for_url("**/admin/")

    def opens(self, complaint):
        self.page.goto(f"/admin/complaints/complaint/{complaint.pk}/change/")

    def picks_in(self, tab, words):
        """Opens the first line of the list `tab` that holds `words`."""
        self.page.goto(f"/admin/complaints/complaint/?tab={tab}")
        self.page.locator(".queue-table tbody tr", has_text=words).locator(".c-number a").click()
        self.page.wait_for_selector(".cp-head")

    def begins(self, step):
        """Opens the dialog of `step`."""
        link = self.page.locator(f'a[data-step][href*="/step/{step}/"]').first
        menu = self.page.locator("details.cp-more", has=self.page.locator(f'a[href*="/step/{step}/"]'))
        if menu.count():
            menu.locator("summary").click()
        link.click()
        self.page.wait_for_selector("#step-dialog[open] #step-title")

    def fills(self, **facts):
        fill(self.page.locator("#step-dialog"), facts)

    def confirms(self):
        with self.page.expect_navigation():
            self.page.click("#step-dialog [type=submit]")
        self.page.wait_for_selector(".cp-head")

    def takes(self, step, **facts):
        """The whole step: opens its dialog, fills it in and confirms."""
        self.begins(step)
        self.fills(**facts)
        self.confirms()

    def proposes(self, message, *options):
        """Each option is a title and up to two measures with their worth."""
        facts = {"message": message}
        for position, (title, *measures) in enumerate(options, 1):
            facts[f"title_{position}"] = title
            for place, (measure, worth) in enumerate(measures, 1):
                facts |= {f"measure_{position}_{place}": measure, f"value_{position}_{place}": worth}
        self.takes("propose", **facts)

    @property
    def state(self):
        return self.page.locator(".cp-progress [aria-current=step]").inner_text()

    @property
    def told(self):
        """What the page said after the last step."""
        return self.page.locator("body").inner_text()


class Visitor:
    """A customer with a telephone in hand."""

    def __init__(self, page):
        self.page = page

    def enters(self, number, code):
        self.page.goto("/track/")
        fill(self.page.locator("main"), {"number": number, "code": code})
        self.page.click("main .button.main")
        self.page.wait_for_url("**/track/progress/")

    def answers(self, link, **facts):
        """Follows the link to a question, fills it in and sends it."""
        self.page.click(f'main a[href="{link}"]')
        fill(self.page.locator("main"), facts)
        self.page.click("main form .button.main")
        self.page.wait_for_url("**/track/progress/")

    @property
    def reads(self):
        return self.page.locator("main").inner_text()


def visitor(opened, screen, language="zh-hans"):
    page = opened(**screen)
    page.goto("/")
    if page.locator("html").get_attribute("lang")[:2] != language[:2]:
        page.click(f".language button[name=language][value={language}]")
    return Visitor(page)


def barriers(page):
    """Everything axe finds on the page, however slight; and anything wider than the screen."""
    page.wait_for_load_state()
    found = [
        f"{page.url}: {fault['id']} {node['html'][:160]}"
        for fault in Axe().run(page).response["violations"]
        for node in fault["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{page.url}: wider than the screen")
    return found


def fill(place, facts):
    """Each field of `place` by its name: ticked, chosen, attached or typed, as its kind asks."""
    for name, value in facts.items():
        field = place.locator(f'[name="{name}"]').first
        tag, kind = field.evaluate("field => [field.tagName, field.type]")
        if kind == "radio":
            place.locator(f'[name="{name}"][value="{value}"]').check(force=True)
        elif kind == "checkbox":
            field.set_checked(value, force=True)
        elif kind == "file":
            field.set_input_files(value)
        elif tag == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def picture(upload):
    """An uploaded file as a browser attaches it."""
    return {"name": upload.name, "mimeType": upload.content_type, "buffer": upload.read()}


def label(state):
    """The Chinese name of a state, as the page shows it."""
    with translation.override("zh-hans"):
        return str(State(state).label)


def code_told(complaint):
    """The newest tracking code among the messages to the customer."""
    messages = Complaint.objects.get(pk=complaint.pk).deliveries.order_by("-pk")
    return next(found[0] for message in messages if (found := _CODE.search(message.body)))
