from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from accounts.models import User
from accounts.roles import SERVICE_ROLES, Role
from accounts.services import people

# Rights stand in the roles file; groups would be a second home for them.
admin.site.unregister(Group)

_GIVEN = ("name", "employee_number", "email", "role", "department", "team", "skills", "language", "is_active")


class SkillsField(forms.CharField):
    """A list of words, written with commas."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        words = super().to_python(value).replace("，", ",").replace("、", ",").split(",")
        return [word.strip() for word in words if word.strip()]


class PersonForm(ServiceForm, forms.ModelForm):
    skills = SkillsField(
        label=gettext_lazy("Skills"),
        required=False,
        help_text=gettext_lazy("For example: english, refunds. Separate with commas."),
    )
    new_password = forms.CharField(
        label=gettext_lazy("New password"),
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget({"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", *_GIVEN)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password"].help_text = password_validators_help_text_html()
        self.fields["new_password"].required = self.instance.pk is None
        if "role" in self.fields:
            self.fields["role"].choices = [choice for choice in Role.choices if choice[0] not in SERVICE_ROLES]

    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        if password:
            named = {name: self.cleaned_data.get(name, getattr(self.instance, name)) for name in ("username", "email")}
            validate_password(password, User(**named))
        return password

    def check_rules(self, cleaned):
        people.check_place(role=cleaned["role"], department=cleaned["department"], team=cleaned["team"])
        if self.instance.pk:
            before = User.objects.get(pk=self.instance.pk)
            people.check_may_change(before, role=cleaned["role"], is_active=cleaned["is_active"], by=self.by)


@admin.register(User)
class UserAdmin(DeskModelAdmin):
    """People and their places. An account is closed, never deleted: the record names it for ever."""

    form = PersonForm
    fieldsets = (
        (None, {"fields": (("name", "username"), ("employee_number", "email"), "new_password", "language")}),
        (gettext_lazy("Place at the desk"), {"fields": (("role", "is_active"), ("department", "team"), "skills")}),
    )
    list_display = ("name", "username", "role", "department", "team", "employee_number", "is_active")
    list_display_links = ("name", "username")
    list_filter = ("role", "department", "team", "is_active")
    list_select_related = ("department", "team")
    list_filter_sheet = True
    search_fields = ("name", "username", "employee_number")
    actions = ("unlock",)

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(role__in=SERVICE_ROLES)

    def get_readonly_fields(self, request, obj=None):
        return ("username", "skills_in_words") if obj else ()

    def get_fieldsets(self, request, obj=None):
        """Whoever only reads is shown no place for a password, and the skills as words."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(title, options | {"fields": _as_read(options["fields"])}) for title, options in fieldsets]

    @admin.display(description=gettext_lazy("Skills"))
    def skills_in_words(self, person):
        return _(", ").join(person.skills) or None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change):
        given = {field: form.cleaned_data[field] for field in _GIVEN}
        password, now = form.cleaned_data["new_password"], timezone.now()
        if not change:
            obj.pk = people.create_person(
                username=form.cleaned_data["username"], password=password, by=request.user, now=now, **given
            ).pk
            return
        people.change_person(obj.pk, by=request.user, now=now, **given)
        if password:
            people.set_password(obj.pk, password=password, by=request.user, now=now)

    @admin.action(description=gettext_lazy("Unlock after wrong passwords"), permissions=["change"])
    def unlock(self, request, queryset):
        locked = sum(bool(reset(username=person.username)) for person in queryset)
        sentence = ngettext("%(count)s account unlocked.", "%(count)s accounts unlocked.", locked)
        if locked:
            messages.success(request, sentence % {"count": locked})
        else:
            messages.info(request, _("None of the chosen accounts was locked."))


def _as_read(fields):
    return ["skills_in_words" if name == "skills" else name for name in fields if name != "new_password"]
