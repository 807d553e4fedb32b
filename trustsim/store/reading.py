"""Results from a run folder."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustsim.config import Config
from trustsim.config.yaml_text import UnreadableError, read_yaml
from trustsim.plan import Plan
from trustsim.results import Results
from trustsim.store.errors import StoreError, UnknownRunError
from trustsim.store.folder import FOLDER_NAME, RUNS
from trustsim.store.manifest import DONE, UNFINISHED, manifest_in, manifest_of_same

if TYPE_CHECKING:
    import pandas as pd
    from pyarrow.dataset import Dataset


def load(path_or_name: str | Path, runs: Path = RUNS) -> Results:
    """The results in a run folder.

    Parameters
    ----------
    path_or_name
        The folder, its name in ``runs``, or the name of a config: its newest folder in ``runs``.
    runs
        Where run folders are looked for by name.

    Raises
    ------
    UnknownRunError
        If there is none.
    StoreError
        If the folder cannot be read.
    """
    folder = find(path_or_name, runs)
    try:
        manifest = manifest_in(folder)
        document = read_yaml((folder / "resolved.yaml").read_text("utf-8"))
        config = Config.model_validate(document.data)
    except (OSError, ValueError, UnreadableError) as error:
        raise StoreError(f"{folder}: this run folder cannot be read: {error}\n    run its config again") from error
    if manifest["state"] == UNFINISHED:
        raise StoreError(f"{folder}: this study is not finished yet\n    run its config again: it goes on where it was")
    return results_in(folder, config, manifest)


def results_in(folder: Path, config: Config, manifest: dict[str, Any]) -> Results:
    """Results whose tables are read from a folder."""
    return Results(config, partial(_table, folder), manifest, folder, partial(_dataset, folder))


def find(path_or_name: str | Path, runs: Path = RUNS) -> Path:
    """The run folder that is meant.

    Raises
    ------
    UnknownRunError
        If there is none, with the nearest name.
    """
    given = Path(path_or_name)
    for folder in (given, runs / given):
        if (folder / "manifest.json").is_file():
            return folder
    if given.is_dir():
        raise UnknownRunError(f"{given}: this is no run folder: it has no manifest.json\n    {_there_are(runs, '')}")
    name = given.stem if given.suffix in (".yaml", ".yml") else str(path_or_name)
    own = [folder for folder in folders(runs) if _config_name(folder) == name]
    if own:
        return max(own, key=lambda folder: (folder / "manifest.json").stat().st_mtime_ns)
    raise UnknownRunError(f"{path_or_name}: there is no such run\n    {_there_are(runs, name)}")


def folders(runs: Path) -> Iterator[Path]:
    """The whole run folders in a folder."""
    if runs.is_dir():
        for folder in sorted(runs.iterdir()):
            if not folder.name.startswith(".") and (folder / "manifest.json").is_file():
                yield folder


def _config_name(folder: Path) -> str:
    found = FOLDER_NAME.fullmatch(folder.name)
    return found["name"] if found else folder.name


def _there_are(runs: Path, name: str) -> str:
    known = [folder.name for folder in folders(runs)]
    if not known:
        return f"there are no runs in {runs} yet: trustsim run CONFIG makes one"
    names = dict.fromkeys([*(_config_name(folder) for folder in folders(runs)), *known])
    close = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"in {runs} there are {', '.join(known)}"


def finished(folder: Path, plan: Plan) -> Results | None:
    """What the folder holds of this very plan; None if that is not all, or was made by other sources."""
    manifest = manifest_of_same(folder, plan, (DONE,))
    if manifest is None or not all((folder / name).is_file() for name in manifest["tables"]):
        return None
    return results_in(folder, plan.config, manifest)


def _table(folder: Path, name: str) -> pd.DataFrame | None:
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    # Not read_table: that one imports all that datasets of many files need.
    return pq.ParquetFile(path).read().to_pandas() if path.is_file() else None


def _dataset(folder: Path, name: str) -> Dataset | None:
    from pyarrow import dataset as ds

    path = folder / f"{name}.parquet"
    return ds.dataset(path, format="parquet") if path.is_file() else None
