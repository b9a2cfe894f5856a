"""GDPRBench's customer, processor and controller mixes, through the product's models and through plain ones."""

from bench.figures import report


def main() -> None:
    """Measure, print, judge."""
    report([])


if __name__ == "__main__":
    main()
