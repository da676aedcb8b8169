"""Tools for authors: what helps to write, test and try a specification."""
