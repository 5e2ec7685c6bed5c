"""One lazy file for each part of the trade."""
