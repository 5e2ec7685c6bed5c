"""Changes rules one at a time and tells which changes no test sees: `make mutation`.

A tool of our own: mutmut leaves out the bodies of dataclasses and whatever stands outside of functions,
which is where these rules are (tables of moves, values with methods), and others start a process a change.
"""
