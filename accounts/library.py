"""The rights of the case library by role, joined to the others in `accounts.roles`: one table in three pages."""

from accounts.learning import on

#: Whoever works on complaints reads what is published, inserts its words and says whether it helped (KNO-3).
_READ = on("knowledge", librarycase="view", playbook="view", library="use", bookedition="view")
_WRITE = _READ | on("knowledge", library="write", librarygap="view")
_REVIEW = _READ | on("knowledge", library="review retire", librarygap="view")
_COMPOSE, _ISSUE = on("knowledge", book="compose"), on("knowledge", book="issue")

#: By the names of `accounts.roles.Role`.
LIBRARY: dict[str, frozenset[str]] = {
    "agent": _READ,
    "handler": _READ,
    "supervisor": _WRITE | _REVIEW | _ISSUE,
    "director": _REVIEW | _ISSUE,
    "legal": _REVIEW,
    "finance": _READ,
    "curator": _WRITE | _REVIEW | _COMPOSE | _ISSUE | on("knowledge", nominationrules="view change"),
    "auditor": on("knowledge", librarycase="view", playbook="view", librarygap="view", bookedition="view"),
    # The sweep nominates what the rules name.
    "system": on("knowledge", complaint="nominate"),
}
