"""The register at a date: which units there are, whom they belong to, and what became of older codes."""
