/* Says whether it is in a terminal, reads a line and repeats it. */
#include <stdio.h>
#include <unistd.h>

int main(void) {
    char line[100] = "";
    printf("%s\n", isatty(1) && isatty(0) ? "in a terminal" : "no terminal");
    fflush(stdout);
    if (fgets(line, sizeof line, stdin)) printf("got %s", line);
    return 0;
}
