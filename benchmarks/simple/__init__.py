"""The simple kernel: what is left of a model of trust when everything but its shape is taken away.

Every person has a reliability r. Every directed tie, from one who relies to one who acts, has a trust T and a hurt H,
both 0 to 1. In a tick each tie, for itself, has an encounter with the chance 0.2. The act is then kept with the chance
r of the one who acts::

    kept:    T ← T + gain·(1−H)·(1−T)      H ← H·(1−heal)
    broken:  T ← T·(1−loss)                H ← H + blow·(1−H)

with H as it was before. Nothing else happens, and nothing else is counted. Everybody has ten ties to people drawn at
random, trust starts at ½ and hurt at 0.

The peers that use ``trustsim.draws`` (random numbers that are a pure function of seed, decision, tie and tick) end in
the same bits. The others have random numbers of their own and agree in the mean.
"""
