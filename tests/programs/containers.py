"""A list, a table, and a tuple: what is shown of many elements, and how fast."""


def main():
    many = list(range(10000))
    table = {n: 2 * n for n in many}
    array = tuple(many)
    print(len(many), len(table), len(array))  # @full


main()
