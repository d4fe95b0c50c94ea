"""What an agent may have of this machine's pages, by the Model Context Protocol over its pipes.

Paths inside folders that the operator has named enter; text, doubtful words and comparisons leave.
Nothing an agent says opens a connection, chooses a provider, or writes a file.
"""
