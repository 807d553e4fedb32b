"""The state of a world, and how it comes to be.

============== =====================================================================
``columns``    the named tuples of arrays that rules read and write
``population`` who the people are: traits and relationship types, drawn or given
``building``   all columns, before the first tick
``script``     a config's events as rows that a tick can apply
``new_ties``   relationships made on the way
============== =====================================================================
"""
