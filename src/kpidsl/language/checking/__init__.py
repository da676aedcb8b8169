"""Names, types, units, directions and targets: the tree → a specification in which nothing is unchecked."""
