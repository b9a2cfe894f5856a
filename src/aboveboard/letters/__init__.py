"""Mail that the product owes somebody, and whether it was sent."""
