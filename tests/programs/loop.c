#include <stdio.h>
#include <unistd.h>

volatile int keep = 1;
volatile long rounds = 0;

static void tick(void) {
    rounds++; /* @tick */
    usleep(2000);
}

int main(void) {
    printf("ready\n");
    fflush(stdout);
    while (keep) {
        tick(); /* @loop */
    }
    printf("let go\n");
    return 7;
}
