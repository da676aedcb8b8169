"""Paths in, values that show themselves out: the library as a notebook uses it. It computes nothing of its own."""
