"""Lists other systems choose from: categories, departments, desks and people, with the names requests use."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers

from accounts.api.views import Door
from accounts.models import Department, Team, User
from accounts.roles import SERVICE_ROLES, Role
from accounts.scopes import Scope
from complaints.api.pages import OF_PAGES, KeysetPages
from complaints.models import Category


class CategoryOut(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    department = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Category
        fields = ("code", "preset", "nature", "name", "name_en", "parent", "department")
        read_only_fields = fields


class DepartmentOut(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ("code", "name", "name_en")
        read_only_fields = fields


class TeamOut(serializers.ModelSerializer):
    department = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Team
        fields = ("code", "name", "department")
        read_only_fields = fields


class PersonOut(serializers.ModelSerializer):
    role = serializers.ChoiceField(Role.choices)
    department = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    team = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = User
        fields = ("username", "name", "role", "department", "team")
        read_only_fields = fields


@extend_schema(tags=["reference"])
class CategoryDoor(mixins.ListModelMixin, Door):
    """Categories in use (TRI-1)."""

    queryset = Category.objects.filter(is_active=True).select_related("parent", "department")
    serializer_class = CategoryOut
    pagination_class = KeysetPages
    scopes = {"list": Scope.REFERENCE}
    questions = {"list": OF_PAGES}


@extend_schema(tags=["reference"])
class DepartmentDoor(mixins.ListModelMixin, Door):
    """Departments in use."""

    queryset = Department.objects.filter(is_active=True)
    serializer_class = DepartmentOut
    pagination_class = KeysetPages
    scopes = {"list": Scope.REFERENCE}
    questions = {"list": OF_PAGES}


@extend_schema(tags=["reference"])
class TeamDoor(mixins.ListModelMixin, Door):
    """Desks in use, whose members share a queue."""

    queryset = Team.objects.filter(is_active=True).select_related("department")
    serializer_class = TeamOut
    pagination_class = KeysetPages
    scopes = {"list": Scope.REFERENCE}
    questions = {"list": OF_PAGES}


@extend_schema(tags=["reference"])
class PersonDoor(mixins.ListModelMixin, Door):
    """People of the desk who can be named as handler or owner, by user name."""

    queryset = User.objects.filter(is_active=True).exclude(role__in=SERVICE_ROLES).select_related("department", "team")
    serializer_class = PersonOut
    pagination_class = KeysetPages
    scopes = {"list": Scope.REFERENCE}
    questions = {"list": OF_PAGES}
