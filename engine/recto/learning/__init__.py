"""A collection teaches the engine.

Pages whose text is known enter, a Collection leaves that holds what paid on pages that it was not
learned from. `recto learn` asks; nothing here opens a connection.
"""
