"""The interface for other systems: JSON only, by key only, closed until a view says what its scope is."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.access.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.access.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsing.BoundedJSON"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "config.api_schema.HouseSchema",
    "EXCEPTION_HANDLER": "config.api.problem",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Redress",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.with_examples",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ChannelEnum": "complaints.states.Channel",
        "PreferredChannelEnum": "complaints.states.PreferredChannel",
        "SatisfactionEnum": "complaints.states.Satisfaction",
        "EventKindEnum": "complaints.models.EventKind",
        "DeadlineKindEnum": "complaints.models.DeadlineKind",
        "ContactKindEnum": "complaints.crypto.contact.ContactKind",
        "StateEnum": "complaints.states.State",
    },
}
