"""The relay: sockets around ``aboveboard.wire``. It decides nothing; it carries out what the machine says."""
