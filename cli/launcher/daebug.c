/* The daebug command: send one ask to the daemon, relay what comes back.
 *
 * The twin of cli/thin.py, ten times faster because no interpreter starts.  It
 * knows the warm path only.  Whatever else happens before the ask is answered
 * (no daemon, a folder that others may enter, an ask over the limit, a daemon
 * of another version, a terminal to be made raw) it hands over to its twin
 * `daebug-thin`, which is installed beside it and knows what to do and to say.  Shapes: protocol/wire.py.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

enum { EXIT, OUT, ERR, INPUT, AGAIN, REPLY, LASTING, RAW };
enum { CHUNK = 65536, MAX_BODY = 8 * 1024 * 1024, UNREACHABLE = 7, PIPE_CLOSED = 141 };

extern char **environ;
static char **words;

typedef struct { unsigned char *at; size_t used, size; } Bytes;

static void add(Bytes *to, const void *data, size_t n) {
    if (to->used + n > to->size) {
        to->size = (to->used + n) * 2;
        if (!(to->at = realloc(to->at, to->size))) abort();
    }
    if (n) memcpy(to->at + to->used, data, n);
    to->used += n;
}

/* A msgpack head: its byte, then n in `width` bytes, big-endian. */
static void head(Bytes *to, int kind, uint32_t n, int width) {
    unsigned char b[5] = {kind};
    for (int i = 0; i < width; i++) b[1 + i] = n >> 8 * (width - 1 - i);
    add(to, b, 1 + width);
}
static void str(Bytes *to, const char *s) { head(to, 0xd9, strlen(s), 1); add(to, s, strlen(s)); }
static void bin(Bytes *to, const char *s) { head(to, 0xc6, strlen(s), 4); add(to, s, strlen(s)); }
static void bins(Bytes *to, char **list) {
    uint32_t n = 0;
    while (list[n]) n++;
    head(to, 0xdd, n, 4);
    while (*list) bin(to, *list++);
}

static Bytes ask(void) {
    Bytes to = {0};
    char cwd[PATH_MAX];
    struct winsize size = {0};
    int tty[3];
    for (int fd = 0; fd < 3; fd++) tty[fd] = isatty(fd);
    for (int fd = 1; fd < 4 && !size.ws_col; fd++)
        if (tty[fd % 3]) ioctl(fd % 3, TIOCGWINSZ, &size);
    head(&to, 0, 0, 3); /* room for the frame's length */
    head(&to, 0x89, 0, 0);
    str(&to, "kind"); str(&to, "argv");
    str(&to, "v"); head(&to, 0xce, 1, 4);
    str(&to, "version"); str(&to, DAEBUG_VERSION);
    str(&to, "argv"); bins(&to, words + 1);
    str(&to, "cwd"); bin(&to, getcwd(cwd, sizeof cwd) ? cwd : "");
    str(&to, "env"); bins(&to, environ);
    str(&to, "tty"); head(&to, 0x93, 0, 0);
    for (int fd = 0; fd < 3; fd++) head(&to, tty[fd] ? 0xc3 : 0xc2, 0, 0);
    str(&to, "cols"); head(&to, 0xce, size.ws_col, 4);
    str(&to, "pid"); head(&to, 0xce, getpid(), 4);
    for (int i = 0; i < 4; i++) to.at[i] = (to.used - 4) >> 8 * (3 - i);
    return to;
}

/* Say an error of the catalogue (protocol/errors/daemon.py; a test compares) and exit. */
static void fail(const char *code, const char *message, const char *hint, const char *facts) {
    int json = 0;
    for (char **w = words + 1; *w && strcmp(*w, "--"); w++) json |= !strcmp(*w, "--json");
    fprintf(stderr, json ? "{\"error\": {\"code\": \"%s\", \"message\": \"%s\", \"hint\": \"%s\", "
            "\"facts\": {%s}, \"exit_status\": %d}}\n" : "error[%s]: %s\n  try: %s\n",
            code, message, hint, facts, UNREACHABLE);
    exit(UNREACHABLE);
}

#define NO_TWIN "its Python part, daebug-thin, can't be run beside this command"

/* Become daebug-thin.  Its first line names the interpreter, which is started so that no
 * PYTHON* variable and no module in the current folder can get into the daemon. */
static void hand_over(void) {
    char script[PATH_MAX] = "", line[PATH_MAX + 2] = "";
#ifdef __APPLE__
    char self[PATH_MAX];
    uint32_t room = sizeof self;
    if (_NSGetExecutablePath(self, &room) || !realpath(self, script)) script[0] = 0;
#else
    ssize_t n = readlink("/proc/self/exe", script, sizeof script - 1);
    script[n < 0 ? 0 : n] = 0;
#endif
    char *name = strrchr(script, '/');
    if (name && (size_t)(name - script) + sizeof "/daebug-thin" <= sizeof script) {
        strcpy(name, "/daebug-thin");
        FILE *file = fopen(script, "r");
        if (file && !fgets(line, sizeof line, file)) line[0] = 0;
        line[strcspn(line, "\r\n")] = 0;
        int count = 0;
        while (words[count]) count++;
        char **argv = calloc(count + 4, sizeof *argv);
        if (!argv) abort();
        /* An interpreter with flags, or sh (for a path with a space): the script knows better. */
        if (!strncmp(line, "#!/", 3) && strstr(line, "python") && !strchr(line, ' ')) {
            argv[0] = line + 2, argv[1] = "-E", argv[2] = "-P", argv[3] = script;
            memcpy(argv + 4, words + 1, (count - 1) * sizeof *argv);
            execv(argv[0], argv);
        }
        words[0] = script;
        execv(script, words);
    }
    fail("not-started", "the daemon of daebug did not start: " NO_TWIN, "daebug status",
         "\"why\": \"" NO_TWIN "\"");
}

/* A connection to the daemon, by the rule of protocol/places.py; -1 = none to be had. */
static int daemon_socket(void) {
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    struct stat st;
    const char *named = getenv("DAEBUG_RUNTIME_DIR"), *xdg = getenv("XDG_RUNTIME_DIR");
    char folder[sizeof to.sun_path];
    int n = named && *named ? snprintf(folder, sizeof folder, "%s", named)
            : xdg && *xdg   ? snprintf(folder, sizeof folder, "%s/daebug", xdg)
                            : snprintf(folder, sizeof folder, "/tmp/daebug-%u", (unsigned)getuid());
    if (n + sizeof "/hub.sock" > sizeof folder || lstat(folder, &st)) return -1;
    if (!S_ISDIR(st.st_mode) || st.st_uid != getuid() || st.st_mode & 077) return -1;
    memcpy(to.sun_path, folder, n), strcpy(to.sun_path + n, "/hub.sock");
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) return -1;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &(int){1}, sizeof(int));
#endif
    return fd;
}

static void put(int fd, const unsigned char *data, size_t n) {
    while (n) {
        ssize_t done = write(fd, data, n);
        if (done > 0) data += done, n -= done;
        else if (errno == EAGAIN) poll(&(struct pollfd){fd, POLLOUT, 0}, 1, -1);
        else if (errno == EPIPE) exit(PIPE_CLOSED);
        else if (errno != EINTR) {
            char said[128], facts[160];
            snprintf(said, sizeof said, "can't write the output: %s", strerror(errno));
            snprintf(facts, sizeof facts, "\"path\": \"the output\", \"why\": \"%s\"", said + 24);
            fail("cant-write", said, "df -h", facts);
        }
    }
}

/* Send what the socket takes now; a daemon that is gone takes all. */
static void send_some(int fd, Bytes *out) {
    ssize_t done = send(fd, out->at, out->used, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (done < 0) done = errno == EAGAIN || errno == EINTR ? 0 : (ssize_t)out->used;
    out->used -= done;
    if (out->used && done) memmove(out->at, out->at + done, out->used);
}

/* Act on one frame; exits at EXIT, returns the channel. */
static int take(const unsigned char *body, size_t n) {
    if (n < 3 || body[0] != 0x92) return -1;
    int channel = body[1], kind = body[2];
    if (channel == EXIT) exit(kind < 0x80 ? kind : body[n - 1]);
    if ((channel == OUT || channel == ERR) && kind >= 0xc4 && kind <= 0xc6) {
        size_t start = 3 + (1u << (kind - 0xc4));
        if (n > start) put(channel, body + start, n - start);
    }
    return channel;
}

/* Add a frame [0, what there is to read]; an end or an error is the empty one. */
static void read_input(Bytes *out, int *reading) {
    char data[CHUNK];
    ssize_t n = read(0, data, sizeof data);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n <= 0) n = *reading = 0;
    add(out, (unsigned char[]){0, (n + 7) >> 16, (n + 7) >> 8, n + 7, 0x92, 0}, 6);
    head(out, 0xc6, n, 4);
    add(out, data, n);
}

static int line = -1;

/* The first SIGINT or SIGTERM of a lasting command: the daemon still says its last words. */
static void interrupted(int number) {
    (void)number;
    signal(SIGINT, SIG_DFL), signal(SIGTERM, SIG_DFL);
    shutdown(line, SHUT_WR);
}

static void last(int fd) {
    line = fd;
    if (signal(SIGINT, interrupted) == SIG_IGN) signal(SIGINT, SIG_IGN);
    if (signal(SIGTERM, interrupted) == SIG_IGN) signal(SIGTERM, SIG_IGN);
}

int main(int argc, char **argv) {
    if (argc < 1) return 2;
    words = argv;
    int null, reading = 0, again = 0, heard = 0;
    while ((null = open("/dev/null", O_RDWR)) >= 0 && null <= 2); /* no socket as descriptor 0-2 */
    close(null);
    int fd = daemon_socket();
    Bytes out = ask(), in = {0};
    if (fd < 0 || out.used > MAX_BODY + 4) hand_over();
    for (;;) {
        struct pollfd p[2] = {{fd, POLLIN | (out.used ? POLLOUT : 0), 0}, {0, POLLIN, 0}};
        if (poll(p, reading && !out.used ? 2 : 1, -1) < 0) continue; /* EINTR */
        if (p[0].revents & POLLOUT) send_some(fd, &out);
        if (p[1].revents) read_input(&out, &reading);
        if (!(p[0].revents & ~POLLOUT)) continue;
        unsigned char data[CHUNK];
        ssize_t n = recv(fd, data, sizeof data, 0);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        /* unix(7): a reset says that not all we sent was read, so the ask was not carried out. */
        again |= n < 0 && !heard;
        if (n <= 0) break;
        heard = 1;
        add(&in, data, n);
        size_t at = 0;
        while (in.used - at >= 4) {
            unsigned char *b = in.at + at;
            size_t size = (size_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
            if (size > MAX_BODY) goto gone;
            if (in.used - at < 4 + size) break;
            int channel = take(b + 4, size);
            if (channel == RAW) hand_over(); /* a terminal is wanted: the twin asks again */
            reading |= channel == INPUT, again |= channel == AGAIN;
            if (channel == LASTING) last(fd);
            at += 4 + size;
        }
        memmove(in.at, in.at + at, in.used -= at);
    }
gone:
    if (again) hand_over();
    fail("process-down", "the hub process of daebug died (its socket closed); it is being restarted",
         "daebug status", "\"role\": \"hub\", \"how\": \"its socket closed\"");
}
