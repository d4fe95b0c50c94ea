"""Places that need not be folders of this machine: where pages come from and results go.

A folder's path or a URL enters, a Place leaves, which reads, lists and publishes whole files;
archives and lists of pages are places to read from. What a place's own library needs (a key, a
region) it takes from the environment, and none of it is ever asked for, kept or shown here.
"""
