"""Letters: from a file to its sentences, and what of them is a measure."""
