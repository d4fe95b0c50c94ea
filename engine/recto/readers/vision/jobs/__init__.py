"""Asks as batch jobs at half price: requests go out in files, answers come back within a day.

Requests and the replies of a provider enter, Completions and Failures leave, through the same
entrance as those of a live call. Everything that is waited for stands in one small database below
the output folder; every reply that was paid for is kept in the user's own cache. Where something is
sent is decided by the user's settings alone, never by what stands in the folder.
"""
