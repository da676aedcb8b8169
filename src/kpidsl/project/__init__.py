"""The project file `kpidsl.toml`: where data lie and how they are written (specs never name places)."""

from kpidsl.project.settings import FILE, ProjectFile, SourceSettings, read_settings

__all__ = ["FILE", "ProjectFile", "SourceSettings", "read_settings"]
