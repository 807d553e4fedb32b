"""What the tests of the config share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from trustsim.config import ConfigError, Fault, LoadedConfig, load_config

Load = Callable[..., LoadedConfig]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a text as if it were a file."""

    def load_text(text: str | bytes, overrides: Sequence[str] = ()) -> LoadedConfig:
        path = tmp_path / "study.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_config(path, overrides)

    return load_text


@pytest.fixture
def faults_of(load: Load) -> Callable[..., tuple[Fault, ...]]:
    """The faults of a text that must have some."""

    def faults(text: str | bytes, overrides: Sequence[str] = ()) -> tuple[Fault, ...]:
        with pytest.raises(ConfigError) as caught:
            load(text, overrides)
        return caught.value.faults

    return faults
