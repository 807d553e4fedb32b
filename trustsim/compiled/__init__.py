"""What anything compiled needs: ``known`` makes plain functions known to numba, ``linking`` puts together what is
compiled of them, ``folder`` says where it is kept.

Imported only where something is compiled or looked up, for numba takes a third of a second to import.
"""
