"""``verify``: the model held against algebra, and against published findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustsim.cli.bar import progress
from trustsim.cli.guard import DONE, SOME_FAILED, MisuseError
from trustsim.cli.talk import as_json, out, table, tell

if TYPE_CHECKING:
    from trustsim.study.estimates import Estimate
    from trustsim.validation import Finding, Judged
    from trustsim.verification import Check


def verify_model(only: Sequence[str], page: Path | None, workers: int | None, *, as_data: bool) -> int:
    """Hold the model against algebra; 1 if anything is wrong."""
    from trustsim.verification import ROWS

    rows = chosen(only, ROWS)
    _writable(page)
    checks = _done(rows, workers)
    wrong = [check for check in checks if not check.right]
    if page is not None:
        from trustsim.report import verification_page

        _write(page, verification_page(checks))
    if as_data:
        out(as_json({"right": not wrong, "checks": [data_of_check(check) for check in checks]}))
    else:
        out(table_of_checks(checks))
        for check in wrong:
            for one in check.printed:
                if not one.agrees:
                    out(f"{check.number}: {one.what}: printed {one.text}, the formula gives {one.value:.6g}")
        tell("expected, got and tolerance: where the two lie farthest apart, measured by the tolerance there")
        _say_verdict(checks, wrong)
    return SOME_FAILED if wrong else DONE


def _done(rows: Sequence[str], workers: int | None) -> list[Check]:
    """The checks of these rows, in the order of the list."""
    from trustsim.laws.catalogue import LAWS
    from trustsim.running.compiling import make_laws_ready
    from trustsim.running.workers import available
    from trustsim.verification import COMPILED, checks, doing

    waiting = progress()
    make_laws_ready([LAWS[name] for name in COMPILED], waiting.say)
    found: dict[int, Check] = {}
    waiting.begin(len(doing(rows)), "checks")
    doing_them = checks(rows, workers or available())
    try:
        for place, check in doing_them:
            found[place] = check
            waiting.advance()
    finally:
        doing_them.close()
        waiting.end()
    return [found[place] for place in sorted(found)]


def table_of_checks(checks: Iterable[Check]) -> str:
    """One row for each check."""
    rows = []
    for check in checks:
        worst = check.worst
        numbers = (worst.expected, worst.got, worst.tolerance)
        rows.append((check.number, check.verdict, *(_shown(number) for number in numbers), check.what))
    return table(("", "verdict", "expected", "got", "tolerance", "what"), rows)


def _shown(number: float) -> str:
    """Five digits; what is nothing but rounding is 0."""
    return f"{number:.5g}" if abs(number) >= 1e-13 else "0"


def _say_verdict(checks: Sequence[Check], wrong: Sequence[Check]) -> None:
    places = f"{sum(check.places for check in checks):,} numbers compared"
    if wrong:
        rows = ", ".join(dict.fromkeys(check.number for check in wrong))
        out(f"WRONG: {rows}. {len(wrong)} of {_counted(len(checks), 'check')} wrong, {places}.", "bold red")
    else:
        all_of = "All " if len(checks) > 1 else ""
        out(f"{all_of}{_counted(len(checks), 'check')} right, {places}.", "bold")


def data_of_check(check: Check) -> dict[str, Any]:
    """A check for programs."""
    return {
        "number": check.number,
        "what": check.what,
        "verdict": check.verdict,
        "formula": check.formula,
        "source": check.source,
        "tolerance": check.closeness,
        "names": list(check.names),
        "printed": [
            {"what": one.what, "printed": one.text, "value": one.value, "agrees": one.agrees} for one in check.printed
        ],
        "lines": [
            {
                "label": one.label,
                "x": one.x.tolist(),
                "expected": one.expected.tolist(),
                "got": one.got.tolist(),
                "tolerance": one.tolerance.tolist(),
            }
            for one in check.lines
        ],
    }


def verify_findings(only: Sequence[str], page: Path | None, workers: int | None, *, as_data: bool) -> int:
    """Hold the model against published findings. A finding that is missed is a result, not an error."""
    from trustsim.validation import findings
    from trustsim.validation.together import judge_all

    known = findings()
    numbers = chosen(only, known)
    _writable(page)
    judged = judge_all([known[number] for number in numbers], workers, progress())
    if page is not None:
        from trustsim.report import findings_page

        _write(page, findings_page(judged))
    if as_data:
        out(as_json({"findings": [data_of_finding(one) for one in judged]}))
    else:
        out(table_of_findings(judged))
        for one in judged:
            if one.place == "outside" and one.statement.if_missed:
                out(f"{one.statement.number} missed: {one.statement.if_missed}")
        _say_how_many(judged)
    return DONE


def table_of_findings(judged: Iterable[Judged[Finding]]) -> str:
    """One row for each finding, and below it one for each of its measures."""
    from trustsim.validation.tables import VERDICTS, shown, verdict

    rows: list[tuple[str, ...]] = []
    for one in judged:
        finding = one.statement
        rows.append((finding.number, VERDICTS[one.place], "", "", f"{finding.title} ({finding.kind_told})"))
        rows += [
            ("", f"  {verdict(measure)}", shown(measure.found), str(measure.band), f"  {measure.what}")
            for measure in one.measures
        ]
    return table(("", "verdict", "found [95 %]", "accepted", "what"), rows)


def _say_how_many(judged: Sequence[Judged[Finding]]) -> None:
    places = {name: [one.statement.number for one in judged if one.place == name] for name in ("outside", "undecided")}
    met = len(judged) - sum(len(numbers) for numbers in places.values())
    parts = [f"{met} met"]
    if places["outside"]:
        parts.append(f"{len(places['outside'])} MISSED ({', '.join(places['outside'])})")
    if places["undecided"]:
        parts.append(f"{len(places['undecided'])} undecided ({', '.join(places['undecided'])})")
    out(f"{_counted(len(judged), 'finding')}: {', '.join(parts)}.", "bold red" if places["outside"] else "bold")
    tell("in brackets: reported beside the verdict, does not decide it; in-sample: a match shows fit, not foresight")


def data_of_finding(judged: Judged[Finding]) -> dict[str, Any]:
    """A judged finding for programs."""
    from trustsim.validation.tables import VERDICTS

    finding = judged.statement
    return {
        "number": finding.number,
        "title": finding.title,
        "verdict": VERDICTS[judged.place],
        "kind": finding.kind,
        "in_sample": finding.in_sample,
        "source": finding.source,
        "mark": finding.mark,
        "in_people": finding.in_people,
        "here": finding.here,
        "config": finding.config,
        "if_missed": finding.if_missed,
        "measures": [
            {
                "what": measure.what,
                "verdict": VERDICTS[measure.place],
                "required": measure.required,
                **_numbers(measure.found),
                "band": {"low": measure.band.low, "high": measure.band.high, "strict": measure.band.strict},
                "sides": {name: _numbers(side) for name, side in measure.sides},
            }
            for measure in judged.measures
        ],
    }


def _numbers(found: Estimate) -> dict[str, float]:
    return {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}


def chosen(only: Sequence[str], known: Mapping[str, Any]) -> list[str]:
    """The rows that were asked for, or all, in the order of the list.

    Raises
    ------
    MisuseError
        If there is no such row.
    """
    asked = {number.strip().upper() for number in only}
    for number in sorted(asked - set(known)):
        close = get_close_matches(number, known, n=1)
        rows = f"did you mean {close[0]}?" if close else f"there are {', '.join(known) or 'none'}"
        if number.startswith("F") and "F" not in {name[0] for name in known}:
            rows = "findings are held against the model by verify --findings"
        if number.startswith(("V", "M")) and "V" not in {name[0] for name in known}:
            rows = "algebra is checked by verify without --findings"
        raise MisuseError(f"--only {number}: there is no such row\n    {rows}")
    return [number for number in known if not asked or number in asked]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _writable(page: Path | None) -> None:
    """Refuse before the work is done what could not be written after it."""
    if page is not None and (page.is_dir() or not page.absolute().parent.is_dir()):
        problem = "this is a folder" if page.is_dir() else f"there is no folder {page.parent}"
        raise MisuseError(f"--page {page}: {problem}\n    name a file, as verification.html")


def _write(page: Path, html: str) -> None:
    page.write_bytes(html.encode())
    tell(f"{page}: written")
