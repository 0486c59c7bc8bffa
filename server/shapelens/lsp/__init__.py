"""The language server: protocol, open documents, scheduling and settings. What is shown comes from `features/`."""
