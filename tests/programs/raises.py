"""A program that ends by an exception nobody catches."""


def fail(n):
    if n == 0:
        raise ValueError("boom")  # @raise
    return fail(n - 1)


try:
    fail(0)
except ValueError:
    print("caught")
fail(2)
