"""What an order costs, in cents.  The result is wrong; ``daebug demo`` finds out why."""

import sys


def discounted(price: int, percent: int) -> int:
    """Return ``price`` with ``percent`` taken off."""
    off = price * percent // 100
    return price - off


def order_total(prices: dict[str, int], percent: int) -> int:
    """Return what the whole order costs."""
    total = 0
    for price in prices.values():
        total += discounted(price, percent)
    return discounted(total, percent)


total = order_total({"lamp": 4000, "bulbs": 2000}, 10)
print(f"total: {total} cents, expected: 5400 cents")  # noqa: T201 - a program may print
sys.exit(total != 5400)
