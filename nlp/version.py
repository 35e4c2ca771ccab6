"""The version of the project, for the package and for outputs that name their tool."""

__version__ = "0.1.0"
