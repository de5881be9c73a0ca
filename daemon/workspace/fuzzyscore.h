/* How one name scores; see fuzzysort.c.  All is `static`, for one file includes it. */

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { MOST_PARTS = 64, BACKTRACKS = 200, MOST_QUERY = 512, FEW_BEGINNINGS = 24 };

struct part {
    const uint16_t *codes;
    int length;
    int plain; /* whether it may be found as a substring */
};

static int find(const uint16_t *text, int length, const struct part *query, int from)
{
    int last = length - query->length;
    for (int i = from; i <= last; i++)
        if (text[i] == query->codes[0] &&
            !memcmp(text + i, query->codes, (size_t)query->length * sizeof *text))
            return i;
    return -1;
}

/* Whether each character follows the one before or is a beginning; where they are. */
static int strict(const struct part *query, const uint16_t *text, const uint16_t *next, int length,
                  int at, int *places)
{
    int found = 0, backtracks = 0;
    if (at == length)
        return 0;
    for (;;) {
        if (at >= length) {
            if (found <= 0 || ++backtracks > BACKTRACKS)
                return 0;
            at = next[places[--found]];
        } else if (query->codes[found] == text[at]) {
            places[found++] = at;
            if (found == query->length)
                return 1;
            at++;
        } else {
            at = next[at];
        }
    }
}

struct match {
    const int *places;
    int is_strict, is_substring, is_beginning;
};

static double score_of(const struct match *match, int n, const uint16_t *next, int length)
{
    const int *places = match->places;
    double score = 0, bonus = 1 + (double)n * n;
    int groups = 0;
    for (int i = 1; i < n; i++)
        if (places[i] - places[i - 1] != 1) {
            score -= places[i];
            groups++;
        }
    int unmatched = places[n - 1] - places[0] - (n - 1);
    score -= (double)(12 + unmatched) * groups;
    if (places[0] != 0)
        score -= (double)places[0] * places[0] * .2;
    if (!match->is_strict) {
        score *= 1000;
    } else {
        int unique = 1;
        for (int i = next[0]; i < length; i = next[i])
            unique++;
        if (unique > FEW_BEGINNINGS)
            score *= (double)(unique - FEW_BEGINNINGS) * 10;
    }
    score -= (double)(length - n) / 2;
    if (match->is_substring)
        score /= bonus;
    if (match->is_beginning)
        score /= bonus;
    return score - (double)(length - n) / 2;
}

/* Score one name; NAN = it does not match.  `places` gets where the characters are. */
static double single(const struct part *query, const uint16_t *text, const uint16_t *next,
                     int length, int *places)
{
    int n = query->length, found = 0, better[MOST_QUERY];
    for (int at = 0;; at++) {
        if (at >= length)
            return NAN;
        if (text[at] == query->codes[found]) {
            places[found++] = at;
            if (found == n)
                break;
        }
    }
    struct match match = {places, 0, 0, 0};
    int start = places[0] == 0 ? 0 : next[places[0] - 1];
    match.is_strict = strict(query, text, next, length, start, better);
    int substring = n <= 1 || !query->plain ? -1 : find(text, length, query, places[0]);
    match.is_substring = substring >= 0;
    match.is_beginning =
        match.is_substring && (substring == 0 || next[substring - 1] == substring);
    if (match.is_substring && !match.is_beginning)
        for (int i = 0; i < length; i = next[i])
            if (i > substring && i + n <= length &&
                !memcmp(text + i, query->codes, (size_t)n * sizeof *text)) {
                substring = i;
                match.is_beginning = 1;
                break;
            }
    if (match.is_strict ? match.is_beginning : match.is_substring) {
        for (int i = 0; i < n; i++)
            places[i] = substring + i;
    } else if (match.is_strict) {
        memcpy(places, better, (size_t)n * sizeof *places);
    }
    return score_of(&match, n, next, length);
}

/* Let the place after a word count as a beginning for the words that follow. */
static int open_after(const int *places, int n, uint16_t *next, int length, int *from)
{
    for (int i = 0; i + 1 < n; i++)
        if (places[i + 1] - places[i] != 1)
            return 0;
    int beginning = places[n - 1] + 1, changed = 0;
    uint16_t replaced = next[beginning - 1];
    *from = beginning - 1;
    if (replaced == beginning || beginning > length)
        return 0;
    for (int i = beginning - 1; i >= 0 && next[i] == replaced; i--, changed++)
        next[i] = (uint16_t)beginning;
    return changed;
}

/* Score a name by several words, and by all of them as one text. */
static double several(const struct part *whole, const struct part *parts, int count,
                      const uint16_t *text, uint16_t *next, int length)
{
    int places[MOST_QUERY], first = 0, made = 0;
    int from[MOST_PARTS], changed[MOST_PARTS];
    uint16_t before[MOST_PARTS];
    double score = 0, all;
    for (int i = 0; i < count && score == score; i++) {
        double one = single(&parts[i], text, next, length, places);
        if (one == one && i + 1 < count) {
            before[made] = next[places[parts[i].length - 1]];
            changed[made] = open_after(places, parts[i].length, next, length, &from[made]);
            made += changed[made] > 0;
        }
        score += one / count;
        if (one == one && places[0] < first)
            score -= (double)(first - places[0]) * 2;
        first = places[0];
    }
    while (made-- > 0)
        for (int i = 0; i < changed[made]; i++)
            next[from[made] - i] = before[made];
    if (score != score)
        return score;
    all = single(whole, text, next, length, places);
    return all > score ? all : score;
}

/* What a name of that length scores if everything is as good as can be. */
static double most(const struct part *query, int length)
{
    double bonus = 1 + (double)query->length * query->length;
    double rest = (double)(length - query->length) / 2;
    return query->length <= 1 ? -rest - rest : -rest / bonus / bonus - rest;
}

static double ceiling(const struct part *whole, const struct part *parts, int count, int length)
{
    double sum = 0, all = most(whole, length);
    for (int i = 0; i < count; i++)
        sum += most(&parts[i], length) / count;
    return (count && sum > all ? sum : all) + 1e-9;
}
