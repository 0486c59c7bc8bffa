"""A real VS Code on this machine: served by code-server, with the packaged extension, and driven through a browser."""
