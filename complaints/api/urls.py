from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.api.views import TokenDoor
from complaints.api.complaints import ComplaintDoor
from complaints.api.connect import ConnectDoor
from complaints.api.mail import MailDoor
from complaints.api.orders import OrderDoor
from complaints.api.reference import CategoryDoor, DepartmentDoor, PersonDoor, TeamDoor
from complaints.api.webhooks import WebhookDoor

_router = SimpleRouter(trailing_slash=False, use_regex_path=False)
_router.register("complaints", ComplaintDoor, "complaint")
_router.register("reference/categories", CategoryDoor, "category")
_router.register("webhooks", WebhookDoor, "webhook")
_router.register("reference/departments", DepartmentDoor, "department")
_router.register("reference/teams", TeamDoor, "team")
_router.register("reference/people", PersonDoor, "person")
urlpatterns = [
    path("", include("complaints.api.steps")),
    path("token", TokenDoor.as_view({"post": "create"}), name="token"),
    path("orders/<str:number>", OrderDoor.as_view({"put": "keep"}), name="order"),
    path("connect/<uuid:uuid>", ConnectDoor.as_view({"post": "create"}), name="connect"),
    # Mailgun posts the raw mail to addresses that end so, and to no other.
    path("mail/<uuid:uuid>/mime", MailDoor.as_view({"post": "create"}), name="mail"),
    *_router.urls,
]
