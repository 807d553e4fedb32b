"""One run.

``begin``      a setting and a seed to a ``Start``: network, law, world, script
``with_events`` the same with another script from now on
``Course``     ticks pass, compiled; ``CourseByAgents``: agent by agent
``simulate``   a whole config, once, to a ``Record``; ``recorded`` the same from a start that is there
``Beginning``  starts for runs that differ in numbers alone, what they share made once; ``Lent``: what any runs have one
               after the other
"""

from trustsim.simulation.courses import Course, CourseByAgents
from trustsim.simulation.record import Record, number_of_moments, recorded, simulate
from trustsim.simulation.start import Beginning, Lent, Start, begin, network_of, with_events, with_new_ties
from trustsim.simulation.tables import Column, Names, Table, below_each_other, events_table, people_table, ties_table

__all__ = [
    "Beginning",
    "Column",
    "Course",
    "CourseByAgents",
    "Lent",
    "Names",
    "Record",
    "Start",
    "Table",
    "begin",
    "below_each_other",
    "events_table",
    "network_of",
    "number_of_moments",
    "people_table",
    "recorded",
    "simulate",
    "ties_table",
    "with_events",
    "with_new_ties",
]
