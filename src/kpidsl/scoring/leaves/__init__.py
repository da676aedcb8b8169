"""The three tables at the leaves: dense arrays, breaks, definitions, and parents with figures of their own."""
