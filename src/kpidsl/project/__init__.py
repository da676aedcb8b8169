"""The project file `kpidsl.toml`: where data lie and how they are written. Places are its business, never the specs'."""

from kpidsl.project.settings import ProjectFile, SourceSettings, read_settings

__all__ = ["ProjectFile", "SourceSettings", "read_settings"]
