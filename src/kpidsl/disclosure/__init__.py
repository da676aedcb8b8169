"""Confidential Results → the Editions their recipients may see."""

from kpidsl.disclosure.disclose import disclose
from kpidsl.disclosure.recipients import named

__all__ = ["disclose", "named"]
