"""One file for each step of the schema, named by its number and what it brings, in upward order only.

Going down is not offered: a history is moved aside and begun anew instead.
"""
