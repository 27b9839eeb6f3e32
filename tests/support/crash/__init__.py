"""Kill a program at every step it takes on the disk, and make every step fail.

``faults`` counts steps and strikes at one of them; ``scenario`` is the work that is struck and
what must hold whatever happens; ``driver`` runs the sweep, a forked process for every point.
"""
