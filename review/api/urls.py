from rest_framework.routers import SimpleRouter

from review.api.improvements import ImprovementDoor
from review.api.steps import urlpatterns as steps

_router = SimpleRouter(trailing_slash=False, use_regex_path=False)
_router.register("improvements", ImprovementDoor, "improvement")
urlpatterns = [*steps, *_router.urls]
