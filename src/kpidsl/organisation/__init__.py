"""The register at a date: which units there are, their parents, and what older codes became."""
