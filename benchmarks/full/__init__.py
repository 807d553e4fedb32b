"""The full model with its default parameters, as peers write it; the rules stand in docs/ODD.md.

``in_mesa`` and ``in_numpy`` have random numbers of their own and agree with the engine in the mean (``agreement``).
C by hand is ``benchmarks.limit``, where it is there; it must end in the same bits.
"""
