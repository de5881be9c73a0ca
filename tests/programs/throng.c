/* Starts as many threads as its first argument says; all of them wait. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t all;

static void *wait_here(void *number) {
    pthread_barrier_wait(&all);
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return number;
}

static void everybody(int count) {
    printf("threads %d\n", count); /* @all */
    fflush(stdout);
}

int main(int argc, char **argv) {
    int count = argc > 1 ? atoi(argv[1]) : 1;
    pthread_t *threads = calloc(count, sizeof *threads);
    pthread_barrier_init(&all, NULL, count + 1);
    pthread_mutex_lock(&lock);
    for (long n = 0; n < count; n++) pthread_create(&threads[n], NULL, wait_here, (void *)n);
    pthread_barrier_wait(&all);
    everybody(count);
    pthread_mutex_unlock(&lock);
    for (int n = 0; n < count; n++) pthread_join(threads[n], NULL);
    return 0;
}
