"""``doctor``: whether this installation is sound."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from trustsim.cli.guard import DONE, ENVIRONMENT
from trustsim.cli.talk import as_json, out, tell


def examine(*, as_data: bool) -> int:
    """Look at everything; 3 if anything is wrong."""
    from trustsim.upkeep.doctor import examined

    checks = []
    for check in examined(tell):
        checks.append(check)
        if not as_data:
            out(f"{check.verdict:<5}  {check.name:<15}  {check.said}", "bold red" if check.verdict == "wrong" else "")
            if check.mend:
                out(f"{'':<24}{check.mend}")
    counted = Counter(check.verdict for check in checks)
    if as_data:
        out(as_json({"sound": not counted["wrong"], "checks": [asdict(check) for check in checks]}))
    elif counted["wrong"]:
        out(f"{counted['wrong']} of {len(checks)} wrong.", "bold red")
    else:
        out("Nothing is wrong." if not counted["look"] else f"Nothing is wrong; {counted['look']} to look at.", "bold")
    return ENVIRONMENT if counted["wrong"] else DONE
