"""A line of text to its tokens, and the tokens to all readings of the line."""
