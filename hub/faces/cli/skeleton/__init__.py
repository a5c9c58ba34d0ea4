"""What ``hub adapters new`` writes: a whole package for an adapter, and how it becomes one's own.

`acme` is that package, as plain files, about a framework that nobody has: it is a
working plugin, linted and judged like any other. `package` replaces its names. What an adapter
may say belongs in `hub.adapter` and its docs, not here.
"""
