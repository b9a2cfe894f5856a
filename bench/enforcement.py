"""What keeping the notice costs: pages of the desk with purposes, openings and sealing, against the same without."""

from bench.figures import report


def main() -> None:
    """Measure, print, judge."""
    report([])


if __name__ == "__main__":
    main()
