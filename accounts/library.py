"""The rights of the case library by role, joined to the others in `accounts.roles`: one table in three pages."""

from accounts.learning import on

#: Whoever works on complaints reads what is published, inserts its words, says whether it helped (KNO-3),
#: and nominates what others can learn from (KNO-1).
_READ = on("knowledge", librarycase="view", playbook="view", library="use", bookedition="view", complaint="nominate")
_WRITE = _READ | on("knowledge", library="write", librarygap="view")
_REVIEW = _READ | on("knowledge", library="review retire", librarygap="view")
_COMPOSE, _ISSUE = on("knowledge", book="compose"), on("knowledge", book="issue")

#: Whoever works at the desk learns; the results of all are read by whoever leads, and kept by QA (KNO-5).
_LEARN = on("knowledge", training="take")
_SEE_TRAINING = on("accounts", certificate="view", qualification="view", rolerequirement="view")
_SEE_TRAINING |= on("knowledge", trainingresult="view")
_TRAIN = _LEARN | _SEE_TRAINING | on("knowledge", training="write mark activate")
_TRAIN |= on("accounts", rolerequirement="propose", qualification="add change")

#: By the names of `accounts.roles.Role`.
LIBRARY: dict[str, frozenset[str]] = {
    "agent": _READ | _LEARN,
    "handler": _READ | _LEARN,
    "supervisor": _WRITE | _REVIEW | _ISSUE | _TRAIN,
    "director": _REVIEW
    | _ISSUE
    | _LEARN
    | _SEE_TRAINING
    | on("knowledge", training="activate mark")
    | on("accounts", rolerequirement="activate", certificate="revoke"),
    "legal": _REVIEW | _LEARN,
    "finance": _READ | _LEARN,
    "curator": _WRITE | _REVIEW | _COMPOSE | _ISSUE | _TRAIN | on("knowledge", nominationrules="view change"),
    # What a role needs before it may act is a matter of accounts, and lifted by whoever is never locked out.
    "administrator": on(
        "accounts", certificate="view", qualification="view add change", rolerequirement="view activate"
    ),
    "auditor": on("knowledge", librarycase="view", playbook="view", librarygap="view", bookedition="view")
    | _SEE_TRAINING,
    # The sweep nominates what the rules name, and ends tests whose time is over.
    "system": on("knowledge", complaint="nominate"),
}
