"""Run every finding, judge it, and write README.md beside this script.

    python experiments/findings/_table.py

The README is made here and nowhere else, so that it cannot say what the model does not do.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from trustsim.validation import Finding, Judged, findings, judge_all
from trustsim.validation.tables import findings_page, legend

INTRODUCTION: Final = """\
# Published findings

What was found in people, and whether the model shows it. Each finding is a script (source, how it is run, what is
measured) and a config beside it, which runs alone:

```
python experiments/findings/f05_honest_and_deceptive.py           # run it, judge it
trustsim run experiments/findings/f05_honest_and_deceptive.yaml   # its tables, figures and report
```

Where several findings look at the same runs they share a config.

A number is judged by its whole 95 % interval (Student's t over replicates): *met* inside its band, *missed* outside,
*undecided* across an end. Numbers without an interval have no chance in them. A finding is met if all its numbers
are; verdicts in brackets are reported and do not count. A finding that is missed stays here as missed; no band and no
default is moved for it. *In-sample* means that defaults were chosen looking at these very data, so that a match shows
fit, not foresight.
"""


def page(found: Iterable[Judged[Finding]]) -> str:
    """The whole README."""
    how = "Made by `python experiments/findings/_table.py`; change the scripts, not this page."
    return f"{INTRODUCTION}\n{legend()}\n\n{how}\n\n{findings_page(found)}"


if __name__ == "__main__":
    Path(__file__).with_name("README.md").write_text(page(judge_all(list(findings().values()))), encoding="utf-8")
