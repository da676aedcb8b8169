"""Every mutation, by name."""

from . import breaking, changing, keeping, spoiling
from .mutation import MUTATIONS, Mutation

__all__ = ["MUTATIONS", "Mutation", "breaking", "changing", "keeping", "spoiling"]
