#include <pthread.h>
#include <stdio.h>

struct pair {
    pthread_mutex_t *first, *second;
};

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both;

static void *take(void *given)
{
    struct pair *pair = given;
    pthread_mutex_lock(pair->first);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(pair->second); /* @second */
    return 0;
}

int main(void)
{
    struct pair forth = {&left, &right}, back = {&right, &left};
    pthread_t one, other;
    pthread_barrier_init(&both, 0, 2);
    pthread_create(&one, 0, take, &forth);
    pthread_create(&other, 0, take, &back);
    pthread_join(one, 0); /* @join */
    pthread_join(other, 0);
    return 0;
}
