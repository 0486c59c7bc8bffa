"""Recurrent layers and what wraps them. Importing this registers their rules."""

from . import bidirectional, conv_lstm, gru, lstm, rnn, simple_rnn, stacked_rnn_cells, time_distributed

__all__ = ["bidirectional", "conv_lstm", "gru", "lstm", "rnn", "simple_rnn", "stacked_rnn_cells", "time_distributed"]
