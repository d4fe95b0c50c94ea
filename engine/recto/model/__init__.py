"""What flows through Recto, as frozen values: pages and readings, transcripts, results, and the
bounds of their fields.

Nothing here reads, decides or writes. Boxes are in px of the original page, confidences 0..1; who
may be shown what is said at the values themselves (transcript.py).
"""
