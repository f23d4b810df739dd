"""The rights of the case library by role, joined to the others in `accounts.roles`: one table in three pages."""

from accounts.learning import on

#: Whoever works on complaints reads what is published, inserts its words and says whether it helped (KNO-3).
_READ = on("knowledge", librarycase="view", playbook="view", library="use")
_WRITE = _READ | on("knowledge", library="write", librarygap="view")
_REVIEW = _READ | on("knowledge", library="review retire", librarygap="view")

#: By the names of `accounts.roles.Role`.
LIBRARY: dict[str, frozenset[str]] = {
    "agent": _READ,
    "handler": _READ,
    "supervisor": _WRITE | _REVIEW,
    "director": _REVIEW,
    "legal": _REVIEW,
    "finance": _READ,
    "curator": _WRITE | _REVIEW | on("knowledge", nominationrules="view change"),
    "auditor": on("knowledge", librarycase="view", playbook="view", librarygap="view"),
    # The sweep nominates what the rules name.
    "system": on("knowledge", complaint="nominate"),
}
