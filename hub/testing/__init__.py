"""The conformance kit: the laws every adapter keeps, and the cases that show them kept.

`cases` reads what adapters ship and plays it, `breaking` makes broken objects of
sound ones, `laws` says what must hold of any adapter, and `plugin` hands both to
pytest. Run it on everything installed::

    pytest --pyargs hub.testing

or on one adapter while you write it, with ``--hub-adapter rayjob`` or
``hub kit rayjob``; in your own tests, ``from hub.testing.test_laws import
test_law``. Nothing here knows a framework: the adapters of this house are found
and judged as foreign ones are.
"""
