"""``new``: a config to begin with."""

from __future__ import annotations

from trustsim.cli.guard import DONE, MisuseError
from trustsim.cli.talk import out, tell


def new(name: str, source: str | None, *, force: bool) -> int:
    """Write a config, and say what to do with it."""
    from trustsim.upkeep.drafting import SCHEMA, DraftError, draft

    try:
        made = draft(name, source, force=force)
    except DraftError as error:
        raise MisuseError(str(error)) from error
    out(str(made.path))
    for path in made.copied:
        tell(f"{path}: copied, for the config names it")
    schema = made.path.parent / SCHEMA
    if made.schema == "written":
        tell(f"{schema}: written beside it, so that your editor offers keys and marks faults")
    elif made.schema == "stale":
        tell(f"look: {schema} is from another version of trustsim; make it anew: trustsim schema --write {schema}")
    tell(f"Try next  trustsim check {made.path}\n          trustsim run {made.path}")
    return DONE
