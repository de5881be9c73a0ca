/* Read many folders in one call, each watched before it is read.
 *
 * Python makes an object of every entry; a tree of fifty thousand files takes it longer
 * than the system.  folders.py holds the other end and says what the answer looks like.
 * inotify(7) is Linux's; elsewhere nothing is watched here.
 */

/* For O_DIRECTORY and the kinds of entries, which C11 alone hides. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/inotify.h>
#endif

/* Threads that read: the system is asked for two folders at once, by none that holds
 * Python's lock. */
#define READERS 2

struct text {
    char *data;
    size_t used, room;
};

/* What stands before the names of each folder. */
struct head {
    int32_t error; /* errno; 0 = it was read */
    int32_t watch; /* its number; -errno = it is not watched */
    uint32_t files; /* bytes of their names, each with a NUL */
    uint32_t folders;
};

static int add(struct text *to, const void *data, size_t size)
{
    if (to->room - to->used < size) {
        size_t room = 2 * to->room + size + 4096;
        char *grown = realloc(to->data, room);
        if (!grown)
            return ENOMEM;
        to->data = grown;
        to->room = room;
    }
    memcpy(to->data + to->used, data, size);
    to->used += size;
    return 0;
}

static unsigned char kind(DIR *at, const struct dirent *entry)
{
    struct stat status;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    if (fstatat(dirfd(at), entry->d_name, &status, AT_SYMLINK_NOFOLLOW))
        return DT_UNKNOWN;
    return S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_UNKNOWN;
}

static int names(DIR *at, struct text *files, struct text *folders)
{
    const struct dirent *entry;
    int error = 0;
    while (!error && (errno = 0, entry = readdir(at))) {
        const char *name = entry->d_name;
        unsigned char what = kind(at, entry);
        if (what == DT_REG)
            error = add(files, name, strlen(name) + 1);
        else if (what == DT_DIR && strcmp(name, ".") && strcmp(name, ".."))
            error = add(folders, name, strlen(name) + 1);
    }
    return error ? error : errno;
}

static int watched(int queue, const char *path, uint32_t mask)
{
#ifdef __linux__
    int number = queue < 0 ? -ENOSYS : inotify_add_watch(queue, path, mask);
    return number == -1 ? -errno : number;
#else
    (void)queue, (void)path, (void)mask;
    return -ENOSYS;
#endif
}

static int folder(int queue, uint32_t mask, const char *path, struct text *out, struct text *inner)
{
    struct head head = {0, watched(queue, path, mask), 0, 0};
    size_t start = out->used;
    int error = add(out, &head, sizeof head);
    if (error)
        return error;
    inner->used = 0;
    /* Without room for a watch it is read all the same. */
    if (head.watch < 0 && head.watch != -ENOSPC && head.watch != -ENOMEM && head.watch != -ENOSYS) {
        head.error = -head.watch;
    } else {
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
        DIR *at = fd < 0 ? NULL : fdopendir(fd);
        head.error = at ? names(at, out, inner) : errno;
        if (at)
            closedir(at);
        else if (fd >= 0)
            close(fd);
    }
    if (head.error)
        out->used = start + sizeof head;
    else
        head.folders = (uint32_t)inner->used;
    head.files = (uint32_t)(out->used - start - sizeof head);
    memcpy(out->data + start, &head, sizeof head);
    return add(out, inner->data, head.folders);
}

/* Folders that are read together. */
struct batch {
    struct batch *next;
    char *paths; /* each with a NUL */
    uint32_t count;
    int done, error;
    struct text out;
};

struct reader {
    pthread_mutex_t lock;
    pthread_cond_t came, done;
    struct batch *first, **last; /* what no thread has taken yet */
    int queue, closing;
    uint32_t mask;
    int threads;
    pthread_t thread[READERS];
};

static void *serve(void *given)
{
    struct reader *reader = given;
    struct text inner = {0};
    pthread_mutex_lock(&reader->lock);
    for (;;) {
        struct batch *batch = reader->first;
        if (!batch && reader->closing)
            break;
        if (!batch) {
            pthread_cond_wait(&reader->came, &reader->lock);
            continue;
        }
        if (!(reader->first = batch->next))
            reader->last = &reader->first;
        int queue = reader->queue;
        pthread_mutex_unlock(&reader->lock);
        const char *path = batch->paths;
        for (uint32_t n = 0; n < batch->count && !batch->error; n++, path += strlen(path) + 1)
            batch->error = folder(queue, reader->mask, path, &batch->out, &inner);
        pthread_mutex_lock(&reader->lock);
        batch->done = 1;
        pthread_cond_signal(&reader->done);
    }
    pthread_mutex_unlock(&reader->lock);
    free(inner.data);
    return NULL;
}

void folders_close(struct reader *reader)
{
    pthread_mutex_lock(&reader->lock);
    reader->closing = 1;
    pthread_cond_broadcast(&reader->came);
    pthread_mutex_unlock(&reader->lock);
    while (reader->threads)
        pthread_join(reader->thread[--reader->threads], NULL);
    free(reader);
}

/* Return a reader that watches by the inotify queue ``queue`` (negative: not at all); NULL
 * where memory is short or no thread can be had. */
struct reader *folders_open(int queue, uint32_t mask)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return NULL;
    reader->queue = queue;
    reader->mask = mask;
    reader->last = &reader->first;
    pthread_mutex_init(&reader->lock, NULL);
    pthread_cond_init(&reader->came, NULL);
    pthread_cond_init(&reader->done, NULL);
    while (reader->threads < READERS) {
        if (pthread_create(&reader->thread[reader->threads], NULL, serve, reader))
            break;
        reader->threads++;
    }
    if (!reader->threads) {
        folders_close(reader);
        return NULL;
    }
    return reader;
}

/* Ask for ``count`` folders at ``paths`` (``size`` bytes, each with a NUL); return what
 * folders_take() takes, NULL where memory is short. */
struct batch *folders_ask(struct reader *reader, const char *paths, size_t size, uint32_t count)
{
    struct batch *batch = calloc(1, sizeof *batch);
    char *kept = malloc(size);
    if (!batch || !kept) {
        free(batch);
        free(kept);
        return NULL;
    }
    batch->paths = memcpy(kept, paths, size);
    batch->count = count;
    pthread_mutex_lock(&reader->lock);
    *reader->last = batch;
    reader->last = &batch->next;
    pthread_cond_signal(&reader->came);
    pthread_mutex_unlock(&reader->lock);
    return batch;
}

/* Wait for a batch; return its folders, NULL where memory was short. */
const char *folders_take(struct reader *reader, struct batch *batch, size_t *size)
{
    pthread_mutex_lock(&reader->lock);
    while (!batch->done)
        pthread_cond_wait(&reader->done, &reader->lock);
    pthread_mutex_unlock(&reader->lock);
    *size = batch->out.used;
    return batch->error ? NULL : batch->out.data;
}

/* Have no folder watched that is not read yet. */
void folders_unwatch(struct reader *reader)
{
    pthread_mutex_lock(&reader->lock);
    reader->queue = -1;
    pthread_mutex_unlock(&reader->lock);
}

/* Forget a batch that was taken. */
void folders_free(struct batch *batch)
{
    free(batch->paths);
    free(batch->out.data);
    free(batch);
}
