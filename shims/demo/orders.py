"""What an order costs, in cents.  The result is wrong; ``daebug demo`` finds out why."""

import sys


def discounted(price, percent):
    """Return ``price`` with ``percent`` taken off."""
    off = price * percent // 100
    return price - off


def line_total(item, percent):
    """Return what one line of the order costs."""
    return discounted(item["price"], percent) * item["count"]


def order_total(items, percent):
    """Return what the whole order costs."""
    total = 0
    for item in items:
        total += line_total(item, percent)
    return discounted(total, percent)


order = [
    {"name": "lamp", "price": 4000, "count": 1},
    {"name": "bulb", "price": 500, "count": 4},
]
total = order_total(order, 10)
print(f"total: {total} cents, expected: 5400 cents")
sys.exit(total != 5400)
