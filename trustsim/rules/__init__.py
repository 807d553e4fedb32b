"""What happens in a tick, written once.

============== =====================================================================
``chances``    the decisions people take: a chance from a law, held against a draw
``happenings`` what one happening does to the columns of one tie
``phases``     what one person does in one phase of a tick
``passes``     what all do in the phases, at once; ``hearsay``: what is told of whom;
               ``nearness``: what is asked of memory ahead of its turn
``tick``       one tick, step by step
``scripts``    the events that a config plants
``journal``    what happened, a line each
``measures``   what is measured of all; ``feelings``: what each person feels
============== =====================================================================

Plain Python over columns, in the part of Python that numba compiles too: numbers, arrays, ``if`` and ``for``; no
exceptions, no objects. ``law`` is a module of ``trustsim.laws``, ``choices`` is ``chances`` or something with the
same seven functions.
"""
