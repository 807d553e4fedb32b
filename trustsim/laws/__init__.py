"""The psychology: each law a small pure function of numbers, with its formula, units, range and source.

One file, one subject. Everyday laws, the same under every choice of ``law:`` in a config:

============ =====================================================================
reliance     whether one person relies on another at all
keeping      whether the other keeps the act, and how it is read
openness     warning, owning up, hiding, being found out
severity     how much a breach destroys, of trust and of the ceiling
healing      what becomes of a hurt in time; apologies, counsellors
closeness    intimacy: target, growth, loss, the depth of what is shared
gossip       what others make of a breach or of praise they hear about
habits       learning from consequences, drifting back, ending, pain and distress
arithmetic   exponential and logarithm that are equal on every machine
============ =====================================================================

How trust itself moves is a choice. A file that offers one defines the names below and stands in ``catalogue.LAWS``:
``default`` (ours); published: ``bush_mosteller``, ``jonker_treur``, ``beta_reputation``, ``guo_yang``,
``tit_for_tat``, ``grim``, ``pant_yu``; a control: ``symmetric``.

============== =====================================================================
``summary``    one sentence; ``source``: where it is from
``parameters`` its own numbers, an instance of a described named tuple
``columns``    names of the (at most two) numbers that it keeps on each tie
``leaves_hurt`` whether a breach leaves a hurt and lowers the ceiling
``start``      its own numbers at the start
``signal``     what an everyday act is worth, from −1 to 1
``kept``       trust after a kept act
``broken``     trust after a breach
``acted_on``   the trust that a person acts on
============== =====================================================================
"""
