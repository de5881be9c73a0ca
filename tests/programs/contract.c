/* Adds numbers in a function, prints the sum and exits with it; "fail" crashes it. */
#include <stdio.h>
#include <string.h>

static int add(int a, int b) {
    int sum = a + b; /* @add */
    return sum;
}

static void fail(int *nowhere) {
    *nowhere = 1; /* @fail */
}

int main(int argc, char **argv) {
    int total = 0;
    for (int i = 1; i <= 4; i++) {
        total = add(total, i); /* @loop */
    }
    printf("total %d\n", total);
    fflush(stdout);
    fprintf(stderr, "to stderr\n");
    if (argc > 1 && !strcmp(argv[1], "fail")) fail(0);
    return total; /* @end */
}
