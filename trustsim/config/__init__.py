"""What a user may write, and what to say when it is wrong.

Reading
    ``load_config``      a file (or a shipped config's name) and ``KEY=VALUE`` overrides to a ``LoadedConfig``
    ``setting_of``       plain data to a ``Setting``, for a model without a file
    ``at_point``         the ``Config`` of one point of a sweep; ``points_of_grid`` those of all points of a grid
    ``remarks``          what is allowed and yet worth a second look
    ``find_config``, ``shipped_configs``  where the shipped configs are

Faults
    ``ConfigError``      all faults of a config at once; each is a ``Fault`` with place, key, message and mend

The models
    ``Setting``          what a model is made of
    ``Config``           a study: a setting, a question, a sweep, what is recorded
    ``Grid``, ``Points`` the two designs of a sweep
    ``Replicates``       how often a point is run, if not a fixed number; ``fewest``, ``most``, ``until_of`` of either
    ``Event``            any of the scripted events
    ``parameters_of``, ``relationships_of``  back to the named tuples of ``trustsim.parameters``
    ``law_parameters_of``  the law's own numbers as its named tuple
    ``network_in``       the network with its files as full paths

The schema
    ``config_schema``, ``write_schema``  JSON Schema for editors

The modules: ``yaml_text`` (text to data with places) → ``loader`` → ``schema`` (its parts: ``traits``, ``networks``,
``relationships``, ``law``, ``events``, ``sweep``, ``replicates``; made with ``base`` and ``described``) →
``translation`` (pydantic's reports into ``faults``); ``keys`` knows dotted keys, ``points`` the points of a sweep.
"""

from trustsim.config.events import Event
from trustsim.config.faults import ConfigError, Fault
from trustsim.config.json_schema import config_schema, write_schema
from trustsim.config.law import LawSettings, law_parameters_of
from trustsim.config.loader import LoadedConfig, load_config
from trustsim.config.networks import in_folder as network_in
from trustsim.config.points import Numbered, at_point, parts_of, points_of_grid, setting_of, with_numbers
from trustsim.config.remarks import remarks
from trustsim.config.replicates import Replicates, Until, fewest, most, until_of
from trustsim.config.schema import Config, Record, Setting, parameters_of, relationships_of
from trustsim.config.shipped import find_config, shipped_configs
from trustsim.config.sweep import Grid, Points

__all__ = [
    "Config",
    "ConfigError",
    "Event",
    "Fault",
    "Grid",
    "LawSettings",
    "LoadedConfig",
    "Numbered",
    "Points",
    "Record",
    "Replicates",
    "Setting",
    "Until",
    "at_point",
    "config_schema",
    "fewest",
    "find_config",
    "law_parameters_of",
    "load_config",
    "most",
    "network_in",
    "parameters_of",
    "parts_of",
    "points_of_grid",
    "relationships_of",
    "remarks",
    "setting_of",
    "shipped_configs",
    "until_of",
    "with_numbers",
    "write_schema",
]
