"""How long data lives: retention, holds, erasure, backups. Nobody else deletes personal rows."""
