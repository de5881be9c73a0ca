#include <stdio.h>

struct point {
    int x;
    int y;
};

static int add(int a, int b) {
    int sum = a + b; /* @add */
    return sum;
}

int main(int argc, char **argv) {
    struct point where = {3, 4};
    int numbers[4] = {1, 2, 3, 4};
    const char *name = "daebug";
    int total = 0; /* @start */
    for (int i = 0; i < 4; i++) {
        total = add(total, numbers[i]); /* @loop */
    }
    printf("hello %s %d\n", name, total);
    fprintf(stderr, "to stderr\n");
    where.x = total; /* @end */
    return where.x - 10 + argc - 1;
}
