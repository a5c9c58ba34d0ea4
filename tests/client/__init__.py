"""The Python client against servers as users start them: on a recording, and on a cluster that runs pods."""
