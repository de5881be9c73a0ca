#include <pthread.h>

static volatile long counts[2];
static pthread_barrier_t both;

static void pace(int me)
{
    counts[me]++; /* @pace */
}

static void *run(void *number)
{
    int me = (int)(long)number;
    pthread_barrier_wait(&both);
    for (;;)
        pace(me);
    return 0;
}

int main(void)
{
    pthread_t other;
    pthread_barrier_init(&both, 0, 2);
    pthread_create(&other, 0, run, (void *)1L);
    run((void *)0L);
    return 0;
}
