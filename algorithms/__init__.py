"""Processing algorithms: read layers, call the core, write and style layers."""
