/* Writes as many bytes as its first argument says, in lines of a hundred. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    long lines = argc > 1 ? atol(argv[1]) / 100 : 1;
    for (long n = 0; n < lines; n++) printf("%099ld\n", n);
    return 0;
}
