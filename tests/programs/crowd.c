#include <pthread.h>

static volatile long counts[3];

static void pace(int me)
{
    counts[me]++; /* @pace */
}

static void *run(void *number)
{
    int me = (int)(long)number;
    for (int i = 0; i < 20; i++)
        pace(me);
    return 0;
}

int main(void)
{
    pthread_t others[2];
    for (long i = 0; i < 2; i++)
        pthread_create(&others[i], 0, run, (void *)(i + 1));
    run((void *)0L);
    for (int i = 0; i < 2; i++)
        pthread_join(others[i], 0);
    return 3;
}
