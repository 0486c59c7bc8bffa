"""What an editor or the command line shows: one feature a file, pure functions of an `Analysis`."""
