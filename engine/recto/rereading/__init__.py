"""A second look at the pixels: contested words of a blackletter page, read again from their own crops."""
