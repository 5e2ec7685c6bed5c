"""What is printed: a page kit, snapshots, and one folder for each document; bytes out, no I/O.

`printing.render` is the door; it isn't imported here, so that the fonts are read when they are needed.
"""
