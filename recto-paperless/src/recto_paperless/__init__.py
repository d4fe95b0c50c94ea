"""paperless-ngx reads with Recto, by the command `recto`.

parser.py is what paperless asks, command.py runs Recto, doubts.py says what a person should look
at, note.py puts that on the document.
"""

__version__ = "0.1.0"
