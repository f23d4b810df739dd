"""One JSON line per happening. Only names and ids are logged: no form content, no contact data."""

import structlog

from config.discretion import name_fault, route_only, task_name_only

STAMPS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *STAMPS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": STAMPS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                name_fault,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        },
    },
    "filters": {
        "route_only": {"()": lambda: route_only},
        "task_name_only": {"()": lambda: task_name_only},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"filters": ["route_only"]},
        "django.security.csrf": {"filters": ["route_only"]},
        "celery.app.trace": {"filters": ["task_name_only"], "level": "WARNING"},
        "axes": {"level": "CRITICAL"},
    },
}
