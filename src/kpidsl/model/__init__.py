"""The values the stages exchange: frozen, slotted, pure. One file a subject; no I/O, no third-party import."""
