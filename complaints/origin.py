"""Where a request came from, for the record (AUD-1); set by the web middleware, blank for scheduled work."""

from contextvars import ContextVar

request_origin: ContextVar[str] = ContextVar("request_origin", default="")
