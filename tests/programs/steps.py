"""Steps for ever, with something to show at each."""


def main():
    where = {"x": 3, "y": 4}
    numbers = [1, 2, 3, 4]
    name = "daebug"
    total = 0
    while True:
        total += numbers[total & 3]  # @loop
        where["x"] = total
        where["y"] = name[total % 6]


main()
