"""What people know of a run's lines, as files that others train their readers on.

A run that was reviewed or certified enters; a new folder leaves: pictures of lines with their text,
or an LLM's asks with the answers that were right, split by document, with a manifest. Sources and
the run stay as they are.
"""
