/* Becomes another program by exec: itself, with another argument. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void after(void) {
    printf("after exec\n"); /* @after */
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "again")) {
        after();
        return 6;
    }
    printf("before exec\n");
    fflush(stdout);
    execl("/proc/self/exe", argv[0], "again", (char *)0);
    return 1;
}
