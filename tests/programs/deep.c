/* Calls itself as deep as its first argument says. */
#include <stdio.h>
#include <stdlib.h>

static long down(long left) {
    if (left == 0) {
        return 1; /* @bottom */
    }
    return down(left - 1) + 1;
}

int main(int argc, char **argv) {
    printf("%ld\n", down(argc > 1 ? atol(argv[1]) : 10));
    return 0;
}
