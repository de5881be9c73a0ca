/* Steps for ever, with something to show at each. */
struct point {
    int x;
    int y;
};

int main(void) {
    struct point where = {3, 4};
    int numbers[4] = {1, 2, 3, 4};
    const char *name = "daebug";
    long total = 0;
    for (;;) {
        total += numbers[total & 3]; /* @loop */
        where.x = (int)total;
        where.y = name[total % 6];
    }
}
