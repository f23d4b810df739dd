"""Other systems and their secrets, and the keys people make for programs of their own: each is shown once."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminIntegerFieldWidget

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from accounts.models import AccessToken, Application, User
from accounts.roles import Role
from accounts.scopes import Scope
from accounts.services import access

_USUAL_DAYS = 30
_KEEPER = "accounts.change_application"


def _scopes():
    return forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"), choices=Scope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )


class ScopedAdmin(DeskModelAdmin):
    """Rows that name scopes, and whose secret stands on the page that follows, never to be read again."""

    @admin.display(description=gettext_lazy("Scopes"))
    def scopes_in_words(self, row):
        return _(", ").join(str(Scope(scope).label) for scope in row.scopes)

    def _shown(self, request, row, *, secret, client_id=""):
        context = {
            **self.admin_site.each_context(request),
            "title": row,
            "opts": self.opts,
            "secret": secret,
            "client_id": client_id,
        }
        response = TemplateResponse(request, "admin/accounts/secret.html", context)
        response["Cache-Control"] = "no-store"
        return response


class ApplicationForm(ServiceForm, forms.ModelForm):
    scopes = _scopes()

    class Meta:
        model = Application
        fields = ("name", "account", "scopes", "most_a_minute", "is_inside", "is_active")

    def check_rules(self, cleaned):
        if "account" in cleaned:
            access.check_account(cleaned["account"])


@admin.register(Application)
class ApplicationAdmin(ScopedAdmin):
    """Systems that use the interface. One is closed, never deleted: the record names its account."""

    form = ApplicationForm
    list_display = ("name", "account", "scopes_in_words", "most_a_minute", "is_active")
    list_select_related = ("account",)
    change_form_outer_after_template = "admin/accounts/renew.html"

    def get_urls(self):
        renew = self.admin_site.admin_view(require_POST(self.renew_view))
        return [path("<int:application_id>/renew/", renew, name="accounts_application_renew"), *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        return ("account", "client_id") if obj else ()

    def get_fields(self, request, obj=None):
        fields = ("name", "account", "scopes", "most_a_minute", "is_inside")
        return (*fields, "client_id", "is_active") if obj else fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        free = User.objects.filter(role=Role.INTEGRATION, is_active=True, application=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": free.order_by("username")})

    def save_model(self, request, obj, form, change):
        facts = {name: form.cleaned_data[name] for name in form.cleaned_data if name in form.fields}
        if change:
            access.change_application(obj.pk, by=request.user, **facts)
            return
        made, request.secret = access.register_application(**facts, by=request.user, now=timezone.now())
        obj.pk, obj.client_id = made.pk, made.client_id

    def response_add(self, request, obj, post_url_continue=None):
        return self._shown(request, obj, secret=request.secret, client_id=obj.client_id)

    def renew_view(self, request, application_id):
        if not self.has_change_permission(request):
            raise PermissionDenied
        application = get_object_or_404(Application, pk=application_id)
        secret = access.renew_secret(application.pk, by=request.user, now=timezone.now())
        return self._shown(request, application, secret=secret, client_id=application.client_id)


class TokenForm(ServiceForm, forms.ModelForm):
    scopes = _scopes()
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"),
        min_value=1,
        max_value=access.MOST_DAYS,
        initial=_USUAL_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    class Meta:
        model = AccessToken
        fields = ("name", "scopes")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = True

    def check_rules(self, cleaned):
        """Nothing beyond what the fields say."""


@admin.register(AccessToken)
class AccessTokenAdmin(ScopedAdmin):
    """A person's own keys; an administrator sees and ends those of all, and can read none."""

    form = TokenForm
    list_select_related = ("holder",)
    list_display_links = None
    fields = ("name", "scopes", "days")
    actions = ("end_now",)

    def get_queryset(self, request):
        return access.keys_shown_to(request.user)

    def get_list_display(self, request):
        columns = ("name", "scopes_in_words", "created_at", "expires_at", "used_on", "revoked_at")
        return (columns[0], "holder", *columns[1:]) if request.user.has_perm(_KEEPER) else columns

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request):
        return request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return False

    def has_end_permission(self, request):
        return request.user.is_staff

    def save_model(self, request, obj, form, change):
        request.secret, row = access.issue_token(**form.cleaned_data, by=request.user, now=timezone.now())
        obj.pk = row.pk

    def response_add(self, request, obj, post_url_continue=None):
        return self._shown(request, obj, secret=request.secret)

    @admin.action(description=gettext_lazy("End now"), permissions=["end"])
    def end_now(self, request, queryset):
        for key in queryset:
            access.revoke_token(key.pk, by=request.user, now=timezone.now())
        messages.success(request, _("Ended: %(count)s.") % {"count": len(queryset)})
