"""What a reader can work out from finished files: the second program, that shares nothing with what made them."""

from kpidsl.audit.audit import Audit, Finding, ReaderAudit, audit_store
from kpidsl.audit.certificate import certificate, write_certificate
from kpidsl.audit.published import UnreadableEditionError, newest_editions

__all__ = [
    "Audit",
    "Finding",
    "ReaderAudit",
    "UnreadableEditionError",
    "audit_store",
    "certificate",
    "newest_editions",
    "write_certificate",
]
