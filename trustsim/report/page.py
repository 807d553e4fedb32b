"""What a report says, and the page made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trustsim
from trustsim.config import most, until_of
from trustsim.config.overrides import without_repeats
from trustsim.plots import description_of, make_figures, svg_of, sweep_prefix, why_no_network
from trustsim.plots.cost import settings_by_law
from trustsim.report.filling import filled
from trustsim.report.indices import index_tables
from trustsim.report.numbers import numbers_of
from trustsim.report.svg import inline
from trustsim.report.tables import (
    claims_table,
    contrast_table,
    law_table,
    losses_table,
    measured_table,
    replication_table,
    reputation_table,
)
from trustsim.study import (
    Part,
    breach_costs,
    confidence_in,
    contrasts,
    falls,
    finding,
    intervals_told,
    is_sampled,
    judge_claims,
    losses,
    parts_of_study,
    replications,
    sensitivity,
)
from trustsim.study.words import certainty, readable_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from trustsim.results import Results

CONFIG = "config.yaml"


def render_report(results: Results, figures: Mapping[str, Figure] | None = None, config_text: str | None = None) -> str:
    """The report as HTML: one page that needs nothing else.

    Parameters
    ----------
    figures
        As ``make_figures`` gives them; made here unless they are there already.
    config_text
        The config as it was written; read from the run folder, or written out from what was resolved, unless given.
    """
    figures = make_figures(results) if figures is None else figures
    return filled("report.html.jinja", _content(results, figures, config_text))


def write_report(results: Results, path: Path | str) -> Path:
    """Write the report; its folder is made if it is not there."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_report(results, config_text=_beside(results, path.parent)).encode())
    return path


def _beside(results: Results, folder: Path) -> str | None:
    """The config in a run folder that is still being filled, before it takes its own name; None elsewhere."""
    manifest = folder / "manifest.json"
    digest = results.manifest.get("config_hash")
    if not digest or not manifest.is_file() or not (folder / CONFIG).is_file():
        return None
    same = json.loads(manifest.read_text("utf-8")).get("config_hash") == digest
    return (folder / CONFIG).read_text("utf-8") if same else None


def _content(results: Results, figures: Mapping[str, Figure], config_text: str | None) -> dict[str, Any]:
    manifest = results.manifest
    written = config_text or _written(results)
    return {
        "question": results.config.question,
        "expect": results.config.expect,
        "parts": _parts(results, figures),
        "claims": claims_table(judged) if (judged := judge_claims(results)) else None,
        "numbers": numbers_of(results),
        "command": _command(results),
        "config_text": written or _resolved(results),
        # A config that was written out from what was resolved has them in it.
        "overrides": without_repeats(manifest.get("overrides") or ()) if written else (),
        "runs": len(results.runs),
        "failed": int(manifest.get("failed", 0) or 0),
        "points": int(results.runs["point"].nunique()),
        "replicates": _replicates(results),
        "people": results.config.people,
        "weeks": results.config.weeks,
        "facts": _facts(results),
    }


def _replicates(results: Results) -> str:
    """``20 replicates``; ``28 to 144 replicates`` where points differ in them."""
    counts = results.runs.groupby("point").size()
    low, high = int(counts.min()), int(results.runs["replicate"].nunique())
    differ = low < high and until_of(results.config.replicates)
    return f"{f'{low} to {high}' if differ else high} replicate{'' if high == 1 else 's'}"


def _intervals(results: Results) -> str:
    """What bands, bars and ± stand for; "" where there is one replicate, and so no interval."""
    if is_sampled(results):
        return (
            "Thin lines over bars and dots are the 95 % intervals of what is drawn. Bands over the weeks are no "
            "intervals: they show where half and where nine tenths of all sampled settings lie."
        )
    if results.runs["replicate"].nunique() == 1:
        return ""
    name = certainty(confidence_in(results))
    return f"Bands, bars and the numbers after ± show the {name}. {intervals_told(results)}"


def _parts(results: Results, figures: Mapping[str, Figure]) -> list[dict[str, Any]]:
    """What came out of each sweep; what a breach costs by the law alone is said once where it is the same."""
    parts = [_part(part, _of_sweep(part, figures)) for part in parts_of_study(results)]
    told: list[Any] = []
    for part in parts:
        if part["by_law"] in told:
            part["by_law"] = None
        told.append(part["by_law"])
    return parts


def _of_sweep(part: Part, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The figures of one sweep."""
    return {name: figure for name, figure in figures.items() if name.startswith(sweep_prefix(part.number))}


def _part(part: Part, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """What came out of one sweep, or of a study that has not several."""
    results = part.results
    lost = losses(results)
    costs = breach_costs(results)
    return {
        "number": part.number,
        "title": part.title,
        "finding": finding(results),
        "figures": [
            (name, inline(svg_of(figure, name, results), name, description_of(figure)))
            for name, figure in figures.items()
        ],
        "intervals": _intervals(results),
        "replication": replication_table(added, most(results.config.replicates))
        if (added := replications(results))
        else None,
        "why_no_network": why_no_network(results),
        "contrasts": contrast_table(found, readable_names(results.swept)) if (found := contrasts(results)) else None,
        "sensitivity": index_tables(sensitivity(results)) if is_sampled(results) else None,
        "losses": [losses_table(one) for one in lost],
        "reputation": reputation_table(fallen) if (fallen := falls(results)) else None,
        "measured": measured_table(costs) if costs else None,
        "by_law": law_table(settings_by_law(results)),
    }


def _command(results: Results) -> str:
    """What to type to have the same again; what was never written has its config beneath, to be saved."""
    return str(results.manifest.get("command") or "trustsim run config.yaml")


def _written(results: Results) -> str:
    """The config as it was written, if the run folder has it."""
    path = results.path / CONFIG if results.path else None
    return path.read_text("utf-8") if path and path.is_file() else ""


def _resolved(results: Results) -> str:
    """The config as YAML, with what differs from the defaults."""
    import io

    from ruamel.yaml import YAML

    into = io.StringIO()
    data = results.config.model_dump(mode="json", exclude_defaults=True, warnings=False)
    first = {name: data.pop(name) for name in ("question", "expect") if name in data}
    YAML(typ="safe", pure=True).dump({**first, **data}, into)
    return into.getvalue()


def _facts(results: Results) -> list[tuple[str, str]]:
    """Versions, seed and place, as the manifest has them."""
    manifest = results.manifest
    facts = [("seed", str(manifest.get("seed", results.config.seed)))]
    if manifest.get("config_hash"):
        facts.append(("hash of the config", str(manifest["config_hash"])))
    versions = dict(manifest.get("versions") or {})
    versions.setdefault("trustsim", trustsim.__version__)
    facts += [(str(name), str(version)) for name, version in versions.items() if version]
    system = manifest.get("platform")
    if isinstance(system, dict):
        facts.append(("platform", ", ".join(str(part) for part in system.values())))
    elif system:
        facts.append(("platform", str(system)))
    git = manifest.get("git")
    if isinstance(git, dict) and git.get("commit"):
        changed = ", with changes not committed" if git.get("changed") else ""
        facts.append(("commit", f"{git['commit']}{changed}"))
    if manifest.get("finished"):
        facts.append(("finished", str(manifest["finished"])))
    return facts
