"""What happens in an hour; the order is written out in `govsim.hour`."""
