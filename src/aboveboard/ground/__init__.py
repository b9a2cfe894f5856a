"""What every Django room stands on: declared fields, the vault, due work, hints, throttles and the clock."""
