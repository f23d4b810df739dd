"""Words of messages: the built-in ones, and the house's own with a preview on a made-up complaint (COM-1)."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from complaints.models import MessageTemplate
from complaints.services.message_variables import VARIABLES
from complaints.services.message_words import STEPS
from complaints.services.wordings import built_in, check_words


class MessageTemplateForm(ServiceForm, forms.ModelForm):
    step = forms.ChoiceField(label=gettext_lazy("Message"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = MessageTemplate
        fields = ("step", "language", "severity", "channel", "subject", "body", "provider_template")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever may only look is given no form fields.
        if "body" in self.fields:
            self.fields["body"].widget.attrs["rows"] = 5
            self.fields["step"].choices = [(name, step.label) for name, step in STEPS.items()]
            for name, words in (("severity", _("every severity")), ("channel", _("every channel"))):
                self.fields[name].choices = [("", words), *self.fields[name].choices[1:]]

    def check_rules(self, cleaned):
        check_words(cleaned["step"], subject=cleaned["subject"], body=cleaned["body"])


@admin.register(MessageTemplate)
class MessageTemplateAdmin(DeskModelAdmin):
    """Only what differs from the built-in words stands here."""

    form = MessageTemplateForm
    list_display = ("told", "language", "severity", "channel", "subject")
    list_words = gettext_lazy(
        "Every message has built-in words in both languages. Add one here to have it say something else, for one "
        "severity or channel or for all."
    )
    list_filter = ("language", "channel")
    list_filter_sheet = True
    fieldsets = (
        (None, {"fields": (("step", "language"), ("severity", "channel"), "subject", "body")}),
        (gettext_lazy("At the SMS provider"), {"fields": ("provider_template",)}),
    )
    change_form_outer_after_template = "admin/complaints/templates/preview.html"

    class Media:
        css = {"all": ["messages/template.css"]}
        js = ["messages/template.js"]

    @admin.display(description=gettext_lazy("message"), ordering="step")
    def told(self, template):
        return STEPS[template.step].label if template.step in STEPS else template.step

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        (title, facts), *others = self.fieldsets
        (_step, *first), *rest = facts["fields"]
        # Read-only, a step would stand there by its code.
        return ((title, {"fields": (("told", *first), *rest)}), *others)

    def get_urls(self):
        restore = self.admin_site.admin_view(require_POST(self.restore_view))
        return [
            path("<int:object_id>/restore/", restore, name="complaints_messagetemplate_restore"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {"steps": _steps(), "may_restore": object_id and self.has_change_permission(request)}
        return super().changeform_view(request, object_id, form_url, context | (extra_context or {}))

    def restore_view(self, request, object_id):
        """Back to the built-in words: the row goes, and who did it stands in the log of the back office."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        template = get_object_or_404(MessageTemplate, pk=object_id)
        self.log_deletions(request, [template])
        template.delete()
        messages.success(request, _("The built-in words are used again."))
        return redirect(reverse("admin:complaints_messagetemplate_changelist"))


def _steps():
    """For the preview: of each step its places, what they mean, an example, and the built-in words by language."""
    return {
        name: {
            "variables": [
                {"name": variable, "meaning": str(meaning), "example": str(example)}
                for variable in step.variables
                for meaning, example in [VARIABLES[variable]]
            ],
            "words": {language: built_in(name, language)._asdict() for language, _label in settings.LANGUAGES},
        }
        for name, step in STEPS.items()
    }
