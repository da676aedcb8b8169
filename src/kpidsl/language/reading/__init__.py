"""One line of text → tokens → its readings."""
