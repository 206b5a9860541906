"""What the open web sends to a server, played against the app as it is served and the stock server.

``make hostile`` prints what each gave; everything stays on this machine.
"""
