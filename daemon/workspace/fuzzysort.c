/* The scoring of fuzzysort (https://github.com/farzher/fuzzysort, 3.1), over many names at once.
 *
 * fuzzysort.py holds the same in Python and says how a score comes about; a test
 * compares the two.  Texts are UTF-16 as in JavaScript, scores are doubles worked out
 * in the same order.  A name may score at most what its length allows, so the names
 * are tried from the shortest on, and no more when none can be among the best.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzzyscore.h"

struct index {
    uint32_t count;
    uint32_t *offsets; /* count + 1: where each name begins in the arrays below */
    uint16_t *lower;
    uint16_t *next; /* for each place in a name the next beginning after it, else its length */
    uint32_t *flags; /* which kinds of characters a name has */
    uint32_t *order; /* numbers of the names, the shortest first */
};

static uint32_t bit(uint16_t code)
{
    if (code == ' ')
        return 0;
    if (code >= 'a' && code <= 'z')
        return 1u << (code - 'a');
    if (code >= '0' && code <= '9')
        return 1u << 26;
    return code <= 127 ? 1u << 30 : 1u << 31;
}

static void beginnings(const uint16_t *text, int length, uint16_t *next)
{
    int was_upper = 0, was_alnum = 0, filled = 0;
    for (int i = 0; i < length; i++) {
        uint16_t c = text[i];
        int upper = c >= 'A' && c <= 'Z';
        int alnum = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if ((upper && !was_upper) || !was_alnum || !alnum)
            for (; filled < i; filled++)
                next[filled] = (uint16_t)i;
        was_upper = upper;
        was_alnum = alnum;
    }
    for (; filled < length; filled++)
        next[filled] = (uint16_t)length;
}

void fuzzysort_free(struct index *index)
{
    if (!index)
        return;
    free(index->offsets);
    free(index->lower);
    free(index->next);
    free(index->flags);
    free(index->order);
    free(index);
}

/* Sort the names by length, keeping their order otherwise. */
static int by_length(struct index *index)
{
    uint32_t *starts = calloc(65537, sizeof *starts);
    if (!starts)
        return 0;
    for (uint32_t i = 0; i < index->count; i++)
        starts[index->offsets[i + 1] - index->offsets[i] + 1]++;
    for (int i = 1; i < 65537; i++)
        starts[i] += starts[i - 1];
    for (uint32_t i = 0; i < index->count; i++)
        index->order[starts[index->offsets[i + 1] - index->offsets[i]]++] = i;
    free(starts);
    return 1;
}

/* Names as they are and in lower case, one after another, each under 65535 long; NULL = no memory. */
struct index *fuzzysort_new(const uint16_t *text, const uint16_t *lower, const uint32_t *offsets,
                            uint32_t count)
{
    struct index *index = calloc(1, sizeof *index);
    size_t total = offsets[count];
    if (!index)
        return NULL;
    index->count = count;
    index->offsets = malloc((count + 1) * sizeof *offsets);
    index->lower = malloc((total + 1) * sizeof *lower);
    index->next = malloc((total + 1) * sizeof *index->next);
    index->flags = calloc(count + 1, sizeof *index->flags);
    index->order = malloc((count + 1) * sizeof *index->order);
    if (!index->offsets || !index->lower || !index->next || !index->flags || !index->order) {
        fuzzysort_free(index);
        return NULL;
    }
    memcpy(index->offsets, offsets, (count + 1) * sizeof *offsets);
    memcpy(index->lower, lower, total * sizeof *lower);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t start = offsets[i];
        int length = (int)(offsets[i + 1] - start);
        beginnings(text + start, length, index->next + start);
        for (int at = 0; at < length; at++)
            index->flags[i] |= bit(lower[start + at]);
    }
    if (!by_length(index)) {
        fuzzysort_free(index);
        return NULL;
    }
    return index;
}

/* Put a name among the best, which are sorted; return how many there are now. */
static int enter(uint32_t *numbers, double *scores, int held, int limit, uint32_t number, double score)
{
    int at = held;
    while (at > 0 && (scores[at - 1] < score || (scores[at - 1] == score && numbers[at - 1] > number)))
        at--;
    if (at >= limit)
        return held;
    int moved = (held < limit ? held : limit - 1) - at;
    memmove(scores + at + 1, scores + at, (size_t)moved * sizeof *scores);
    memmove(numbers + at + 1, numbers + at, (size_t)moved * sizeof *numbers);
    scores[at] = score;
    numbers[at] = number;
    return held < limit ? held + 1 : held;
}

/* Write the best names and their scores, the best first; return how many.
 *
 * `codes` holds the whole query, then its words if there are several; `lengths` and
 * `plain` are of each of these.
 */
int fuzzysort_go(struct index *index, const uint16_t *codes, const int32_t *lengths,
                 const int32_t *plain, int count, int limit, uint32_t *numbers, double *scores)
{
    struct part parts[MOST_PARTS + 1];
    int places[MOST_QUERY], held = 0;
    uint32_t flags = 0;
    if (count < 1 || count > MOST_PARTS + 1 || limit < 1)
        return -1;
    for (int i = 0; i < count; i++) {
        if (lengths[i] < 1 || lengths[i] > MOST_QUERY)
            return -1;
        parts[i] = (struct part){codes, lengths[i], plain[i]};
        codes += lengths[i];
    }
    for (int i = 0; i < parts[0].length; i++)
        flags |= bit(parts[0].codes[i]);
    for (uint32_t i = 0; i < index->count; i++) {
        uint32_t number = index->order[i], start = index->offsets[number];
        int length = (int)(index->offsets[number + 1] - start);
        if (held == limit && ceiling(&parts[0], parts + 1, count - 1, length) < scores[held - 1])
            break;
        if ((flags & index->flags[number]) != flags || !length)
            continue;
        const uint16_t *text = index->lower + start;
        uint16_t *next = index->next + start;
        double score = count == 1 ? single(&parts[0], text, next, length, places)
                                  : several(&parts[0], parts + 1, count - 1, text, next, length);
        if (score == score)
            held = enter(numbers, scores, held, limit, number, score);
    }
    return held;
}
