"""Real flows on a real local cluster with the frameworks' own controllers, driven as a user would.

Everything goes through the commands `hub` and `kubectl`; nothing here reaches into the hub.
"""
