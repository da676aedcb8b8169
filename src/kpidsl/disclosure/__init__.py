"""Confidential Results → the Editions their recipients may see."""

from kpidsl.disclosure.disclose import disclose, not_examined
from kpidsl.disclosure.recipients import named

__all__ = ["disclose", "named", "not_examined"]
