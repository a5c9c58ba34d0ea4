"""One module for each verb of the command line, named as the verb.

What belongs here: the verb's options, its help, and the few lines that ask the service and
print the answer. What must not: anything another verb could use, which lives one level up,
and imports at the top of what only a run of the verb needs.
"""
