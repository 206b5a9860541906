"""Many visitors at once, over real websockets, while the data are replaced.

``make load`` prints a table for the app as it is served and for the framework's own server with
the same app; ``python -m tests.load --help`` names shorter runs.
"""
