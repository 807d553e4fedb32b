"""The verbs and their options."""

# ruff: noqa: D301 (the backspace in a docstring is meant: it keeps typer from filling the lines that follow)

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

from trustsim.cli.guard import INTERRUPTED, guarded

app = typer.Typer(
    name="trustsim",
    help="How trust grows, breaks and mends between people.",
    rich_markup_mode=None,  # plain help is there three times as fast, and can be read by anything
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

FIRST_STEPS: Final = """\
Four commands to try:

  trustsim list                 the configs that come with trustsim, and what they ask
  trustsim run quickstart       a study in seconds, and what came out of it
  trustsim show quickstart      its numbers
  trustsim run --help           how to change a setting, and all else"""

Configs = Annotated[list[str], typer.Argument(metavar="CONFIG", help="YAML files, or names that `trustsim list` shows")]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", "-s", metavar="KEY=VALUE", help="change a setting, as weeks=52, or sweep it, as weeks=52:260:52"
    ),
]
Workers = Annotated[
    int | None, typer.Option("--workers", "-j", min=1, metavar="N", help="runs at a time  [all processors]")
]
RunFolder = Annotated[
    str, typer.Argument(metavar="RUN", help="a run's folder, or a config's name: its newest run in ./runs")
]
Debug = Annotated[bool, typer.Option("--debug", help="show where an error comes from")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def _version(wanted: bool) -> None:
    if wanted:
        import trustsim

        typer.echo(f"trustsim {trustsim.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def first_steps(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    """How trust grows, breaks and mends between people.

    \b
    Examples:
      trustsim list
      trustsim run quickstart
    """
    if context.invoked_subcommand is None:
        typer.echo(FIRST_STEPS)


@app.command()
@guarded
def run(
    config: Annotated[
        list[str],
        typer.Argument(metavar="CONFIG", help="YAML files, names that `trustsim list` shows, or run folders: go on"),
    ],
    overrides: Overrides = None,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="where run folders go  [./runs, or where one is]")
    ] = None,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS", help="a Dask scheduler does it: its address or its file")
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="say what would be run, how long and how large, after timing a few; write nothing"
        ),
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="run it although its folder is there")] = False,
    as_json: Json = False,
    only: Annotated[
        int | None, typer.Option("--only", min=0, metavar="NUMBER", help="do this one run, print it, write nothing")
    ] = None,
    debug: Debug = False,
) -> int:
    """Run studies, and say what came out.

    Each makes a folder in ./runs with its tables, figures and report. The same config has the same folder: it is not
    run twice, and what was interrupted goes on where it was. In place of its config, a run folder itself may be named:
    what is missing in it is done, wherever it is, and its config is not needed.

    \b
    Examples:
      trustsim run quickstart
      trustsim run quickstart -s people=20 -s weeks=26 --json
      trustsim run quickstart -s traits.transparency=0.9 -j 1 --dry-run
      trustsim run quickstart -s people=20 --only 3
      trustsim run quickstart -s traits.transparency=0:1:0.5 -s people=20 -s weeks=26
    """
    from trustsim.cli import running

    settings = overrides or []
    if only is not None:
        return running.run_only(config, settings, only)
    if dry_run:
        return running.rehearse(config, settings, workers, out, dask=dask)
    return running.run_all(config, settings, workers, out, dask=dask, fresh=fresh, as_data=as_json)


@app.command()
@guarded
def check(config: Configs, overrides: Overrides = None, workers: Workers = None, debug: Debug = False) -> int:
    """Say everything that is wrong with configs, and what they would take. Writes nothing.

    First all faults of form at once (unknown keys, wrong kinds of values); once there are none, all faults of meaning
    (people who are not there, claims about what is not swept).

    \b
    Examples:
      trustsim check quickstart
      trustsim check quickstart -s people=2000 -s replicates=50
    """
    from trustsim.cli.checking import check_all

    return check_all(config, overrides or [], workers)


@app.command()
@guarded
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="what to call it, as my_study: the file is my_study.yaml")
    ],
    source: Annotated[
        str | None, typer.Option("--from", metavar="CONFIG", help="copy this config, with its comments")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="replace a file of that name, or take a shipped config's")
    ] = False,
    debug: Debug = False,
) -> int:
    """Write a new config: small, commented, and ready to run. Then change it.

    \b
    Examples:
      trustsim new my_study
      trustsim new my_severity --from severity
    """
    from trustsim.cli import drafting

    return drafting.new(name, source, force=force)


@app.command("list")
@guarded
def list_configs(debug: Debug = False) -> int:
    """List the configs and the lessons that come with trustsim, and what they ask.

    \b
    Examples:
      trustsim list
    """
    from trustsim.cli import showing

    return showing.list_configs()


@app.command()
@guarded
def show(
    run: RunFolder,
    by: Annotated[str | None, typer.Option("--by", metavar="KEY,KEY", help="over all else that was swept")] = None,
    claims: Annotated[bool, typer.Option("--claims", help="the claims of its config, judged, instead")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="print CSV")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Show the numbers of a run: the mean of each outcome ± half of its 95 % interval.

    \b
    Examples:
      trustsim show quickstart
      trustsim show quickstart --by forgiveness --csv
      trustsim show quickstart --claims
    """
    from trustsim.cli import showing

    if claims:
        return showing.show_claims(run, as_csv=as_csv, as_data=as_json)
    return showing.show_run(run, by, as_csv=as_csv, as_data=as_json)


@app.command()
@guarded
def sensitivity(
    run: RunFolder,
    as_csv: Annotated[bool, typer.Option("--csv", help="print CSV")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Say which settings matter, with 95 % intervals: of a run with design sobol, morris or latin_hypercube.

    \b
    Examples:
      trustsim run what_matters
      trustsim sensitivity what_matters
      trustsim sensitivity what_matters --csv
    """
    from trustsim.cli.sensitivity import sensitivity_of

    return sensitivity_of(run, as_csv=as_csv, as_data=as_json)


@app.command()
@guarded
def compare(
    runs: Annotated[
        list[str],
        typer.Argument(metavar="RUN [RUN]", help="one run, or two: folders, or configs' names: their newest runs"),
    ],
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="SIDE", help="a label, KEY=VALUE (may be repeated), or point=NUMBER"),
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option("--against", metavar="SIDE", help="what it is compared with, said likewise")
    ] = None,
    outcomes: Annotated[
        list[str] | None, typer.Option("--outcome", metavar="NAME", help="only this one; may be repeated")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="print CSV")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Compare runs that share their random numbers, pair by pair.

    One run: --at one side --against another, or nothing, for all that it swept. Two runs: the second minus the first,
    at every setting and seed that both have. Says how many runs the pairing saved.

    \b
    Examples:
      trustsim compare quickstart
      trustsim compare quickstart --at forgiveness=1 --against forgiveness=0.5
      trustsim compare quickstart --at point=4 --against point=0 --outcome survival --csv
    """
    from trustsim.cli import comparing

    return comparing.compare_runs(runs, at or [], against or [], outcomes or [], as_csv=as_csv, as_data=as_json)


@app.command()
@guarded
def report(
    run: RunFolder,
    browse: Annotated[bool, typer.Option("--open", help="open it in a browser")] = False,
    debug: Debug = False,
) -> int:
    """Make figures and report of a run again, without running anything.

    \b
    Examples:
      trustsim report quickstart
    """
    from trustsim.cli import showing

    return showing.report_again(run, browse=browse)


@app.command()
@guarded
def status(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="a run's folder or a config's name; all in ./runs unless said")
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Say how far runs have got, and how to go on.

    Of one run it also says whether all files are as they were written. Exit code 1: a table is not.

    \b
    Examples:
      trustsim status
      trustsim status quickstart
      trustsim status quickstart --json
    """
    from trustsim.cli.status import tell_status

    return tell_status(run, as_data=as_json)


@app.command()
@guarded
def reproduce(
    run: RunFolder,
    runs: Annotated[
        int | None,
        typer.Option("--runs", min=1, metavar="N", help="so many, spread over the study  [what takes a few seconds]"),
    ] = None,
    all_runs: Annotated[bool, typer.Option("--all", help="every run")] = False,
    workers: Workers = None,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Do runs of a study again, and compare bit by bit.

    Every value of every table of these runs is held against the stored one. Needs nothing but the run folder. Exit
    code 0: equal; 1: different; 3: it cannot be done.

    \b
    Examples:
      trustsim reproduce quickstart
      trustsim reproduce quickstart --runs 10
      trustsim reproduce quickstart --all --json
    """
    from trustsim.cli.reproducing import reproduce_run

    return reproduce_run(run, runs, workers, all_runs=all_runs, as_data=as_json)


class _WithPair(TyperCommand):
    """A command that says how ``--pair`` is written."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except Exception as error:  # typer keeps the class to itself
            if getattr(error, "option_name", None) == "--pair":
                error.message += "\n    name two people, as --pair 0 1"  # type: ignore[attr-defined]
            raise


@app.command(cls=_WithPair)
@guarded
def explain(
    run: RunFolder,
    pair: Annotated[tuple[str, str], typer.Option("--pair", metavar="A B", help="two people, by name")],
    number: Annotated[
        int | None, typer.Option("--run", min=0, metavar="NUMBER", help="which run of the study  [the first]")
    ] = None,
    week: Annotated[
        str | None, typer.Option("--week", metavar="WEEK", help="tell of this week alone, or of FROM:TO")
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Tell the life of a relationship: what built trust, what broke it, where it stands and why.

    It is told from the run's events. Where these were not recorded (record: {events: all}), the one run is passed again
    with the same random numbers.

    \b
    Examples:
      trustsim explain quickstart --pair 0 1
      trustsim explain quickstart --pair 0 1 --run 3 --week 20:40 --json
    """
    from trustsim.cli.explaining import explain_pair

    return explain_pair(run, pair, number, week, as_data=as_json)


@app.command("app")
@guarded
def live_page(
    lesson: Annotated[str | None, typer.Option("--lesson", metavar="NAME", help="begin with this lesson")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65_535, metavar="N", help="or the next that is free  [8321]")
    ] = None,
    lan: Annotated[
        bool, typer.Option("--lan", help="others in this network may visit, with a code that is printed")
    ] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="open it in a browser")] = True,
    debug: Debug = False,
) -> int:
    """Play with the model in a browser: a page for classes.

    Everybody who visits has a model of their own. Nothing is written; what was played can be copied as a config.
    Ctrl-C ends it.

    \b
    Examples:
      trustsim app
      trustsim app --port 8400 --no-browser
      trustsim app --lan
    """
    from trustsim.cli.teaching import serve_page

    return serve_page(lesson, port, lan=lan, browser=browser)


@app.command()
@guarded
def lesson(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="one that `trustsim lesson` lists")] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="the folder for its files")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="replace files in the folder that are not of this lesson")
    ] = False,
    debug: Debug = False,
) -> int:
    """List the lessons for classes, or write one: recorded, with all that is printed.

    The recorded lesson is one page that works from a memory stick, with no network and no Python. Beside it come a
    plan, a student sheet, slides and an answer key to print, and the config of the study behind it.

    \b
    Examples:
      trustsim lesson
      trustsim lesson who_hears_of_it --to my_lesson
    """
    from trustsim.cli.teaching import list_lessons, write_lesson

    return list_lessons() if name is None else write_lesson(name, to, force=force)


@app.command()
@guarded
def verify(
    against_findings: Annotated[
        bool, typer.Option("--findings", help="against published findings instead of algebra")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NUMBER", help="one row, as V3 or F5; may be repeated")
    ] = None,
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", help="write a page for a browser")] = None,
    workers: Workers = None,
    as_json: Json = False,
    debug: Debug = False,
) -> int:
    """Hold the model against algebra, or against published findings.

    Algebra must come out right: anything wrong is exit code 1. A finding that the model misses is a result: it is told
    and stays in the table.

    \b
    Examples:
      trustsim verify --only V5 --only V7
      trustsim verify --only V12 --page verification.html
      trustsim verify --findings --only F10
    """
    from trustsim.cli import verifying

    do = verifying.verify_findings if against_findings else verifying.verify_model
    return do(only or [], page, workers, as_data=as_json)


@app.command()
@guarded
def doctor(as_json: Json = False, debug: Debug = False) -> int:
    """Look whether this installation is sound.

    Does a tiny run on both engines, too. Its lines say OK, look or wrong; put them into a report of a fault. Exit
    code 0: nothing is wrong; 3: something is.

    \b
    Examples:
      trustsim doctor
      trustsim doctor --json
    """
    from trustsim.cli.doctor import examine

    return examine(as_data=as_json)


@app.command()
@guarded
def schema(
    write: Annotated[Path | None, typer.Option("--write", metavar="PATH", help="into a file, for your editor")] = None,
    of_manifest: Annotated[bool, typer.Option("--manifest", help="of a run folder's manifest.json instead")] = False,
    debug: Debug = False,
) -> int:
    """Print the JSON Schema of a config, or of a manifest.

    \b
    Examples:
      trustsim schema --write trustsim.schema.json
      trustsim schema --manifest
    """
    from trustsim.cli import showing

    return showing.schema(write, of_manifest=of_manifest)


def main() -> None:
    """The entry point ``trustsim``."""
    try:
        app()
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            # Runs that were begun still go on in their threads; Python would wait for them.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(INTERRUPTED)
        raise
