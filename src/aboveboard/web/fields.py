"""What the forms of this site have in common: the looks of their inputs."""

LINE = {"class": "input"}
TEXT = {"class": "input", "rows": 5}
