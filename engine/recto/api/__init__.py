"""What programs call: `read`, `read_many` and `aread`, and the Documents that they give.

A source of any kind and keywords enter (sources.py, options.py); Documents leave (document.py),
which know how to show, save and load themselves. No configuration file is read. Anything that goes
wrong is a RectoError, but for a call that is wrong in itself: that is a TypeError.
"""
