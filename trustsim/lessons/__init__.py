"""Lessons for classes: bet, see, read why. Each is data, of which the page, the recorded file and all print are made.

A lesson's file (``<name>.yaml``) has scenes with a config, a bet and what its comments name; all of its words stand in
``trustsim/texts/<language>.yaml`` under ``lessons``. What a bet is held against is measured in the run.

The modules: ``lesson`` (a file to scenes with whole configs) → ``measuring`` (numbers out of runs, as the page has
them) → ``words`` and ``drawing`` (what is said and shown) → ``recording`` (the runs and the page in one file) and
``pack`` (plan, student sheet, slides, answer key, config) → ``writing``.
"""
