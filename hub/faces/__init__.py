"""Faces: what people and programs meet.

What belongs here: one package per way in, each a translation between `hub.service` and
its own world: arguments and tables for the command line, requests and responses for an
API. What must not: deciding anything. Two faces that ask the same must answer the same,
and they do because neither knows more than the service. Faces do not import each other.
"""
