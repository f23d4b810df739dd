"""Keeps what customers wrote out of the logs: fault messages, local variables and addresses may quote them."""

import sys


def name_fault(_logger, _method, event):
    """Where it broke and what kind of fault it was, without its message."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, BaseException):
        fault = (type(fault), fault, fault.__traceback__)
    if isinstance(fault, tuple) and fault[0]:
        kind, _message, trace = fault
        event["fault"] = f"{kind.__module__}.{kind.__qualname__}"
        event["frames"] = list(_frames(trace))
    return event


def _frames(trace):
    while trace:
        code = trace.tb_frame.f_code
        yield f"{code.co_filename}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


def route_only(record):
    """A path may carry a tracking code: the route says as much to whoever looks for the fault."""
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    record.msg = "%s %s %s"
    record.args = (
        getattr(record, "status_code", "-"),
        getattr(request, "method", "-"),
        match.route if match else "(no route)",
    )
    return True


def task_name_only(record):
    """Celery writes the fault's message into its line."""
    told = getattr(record, "data", None) or {}
    record.msg, record.args = "task %s[%s] failed", (told.get("name", "-"), told.get("id", "-"))
    return True
