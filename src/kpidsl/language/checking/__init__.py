"""Resolves names, types, units, directions and targets: the tree to a specification that is fully checked."""
