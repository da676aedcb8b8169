"""The door under mutation: what comes in is read as it says, or is said."""
