/* Ends in the way its first argument names. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void crash(int *nowhere) {
    *nowhere = 1; /* @crash */
}

int main(int argc, char **argv) {
    const char *how = argc > 1 ? argv[1] : "exit";
    printf("ending by %s\n", how); /* @start */
    fflush(stdout);
    if (!strcmp(how, "crash")) crash(NULL);
    if (!strcmp(how, "abort")) abort();
    if (!strcmp(how, "kill")) raise(SIGKILL);
    if (!strcmp(how, "code")) return argc > 2 ? atoi(argv[2]) : 3;
    if (!strcmp(how, "echo")) {
        char line[256];
        while (fgets(line, sizeof line, stdin)) printf("read %s", line);
    }
    if (!strcmp(how, "flood")) {
        long bytes = argc > 2 ? atol(argv[2]) : 1000;
        char block[1000];
        memset(block, 'x', sizeof block);
        block[sizeof block - 1] = '\n';
        for (; bytes > 0; bytes -= (long)sizeof block) fwrite(block, 1, sizeof block, stdout);
    }
    if (!strcmp(how, "env")) printf("%s %s\n", getenv("DAEBUG_A"), getenv("DAEBUG_B"));
    if (!strcmp(how, "fork")) {
        if (fork() == 0) {
            pause();
        }
    }
    if (!strcmp(how, "tty")) printf("tty %d %d\n", isatty(0), isatty(1));
    if (!strcmp(how, "pipe")) printf("pipe %d\n", signal(SIGPIPE, SIG_DFL) == SIG_IGN);
    return 0;
}
