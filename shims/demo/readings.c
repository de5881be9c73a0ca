/* The highest of some temperatures.  The result is wrong; `daebug demo` finds out why. */
#include <stdio.h>

struct reading {
    const char *place;
    int degrees;
};

static int highest(const struct reading *readings, int count) {
    int best = 0;
    for (int i = 0; i < count; i++) {
        if (readings[i].degrees > best)
            best = readings[i].degrees;
    }
    return best;
}

int main(void) {
    struct reading night[3] = {{"roof", -7}, {"yard", -3}, {"field", -12}};
    int found = highest(night, 3);
    printf("highest: %d, expected: -3\n", found);
    return found != -3;
}
