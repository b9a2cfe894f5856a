"""The background watch: looks now and then, remembers little, speaks seldom."""
