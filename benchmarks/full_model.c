/*
 * The default model in C, by hand, for one thread: how fast a tick can be on a machine with AVX2.
 *
 * It ends with the same bits as the engine (limit.py compares them). It is a yardstick and no part of the package:
 * the default law, without script, journal, new ties, praise and counsellors; limit.py refuses what it does not know.
 *
 * How it is laid out. Pairs are sorted by (lower person, upper person) and cut into blocks of 256. A block holds the
 * 256 ties from the lower to the upper person, then the 256 ties back, so the reverse of place t is t ^ 256, and all
 * that happens between two people happens in a block that fits into the nearest cache. Only hearsay and leaving cross
 * blocks. For each person the pairs of a block come in the order of the other person, as do the blocks; so sums and
 * stories that are taken in the order of places come in the order in which the engine takes them.
 *
 * Open hurts lie in one dense list for each block, oldest first: those of a tie stand in the order of their slots.
 * Hidden breaches likewise.
 *
 * Nothing here is fused or reordered: compile with -ffp-contract=off and without -ffast-math.
 */
#define _DEFAULT_SOURCE /* madvise, posix_memalign */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifndef PAIRS
#define PAIRS 256
#endif
#define TIES (2 * PAIRS)
#define SLOTS 8
#define GOLDEN 0x9E3779B97F4A7C15ull
#define UNIT (1.0 / 9007199254740992.0)
#define CLOSED 0.01
#define LOG_TWO_HIGH 0.693147180369123816490
#define LOG_TWO_LOW 1.90821492927058770002e-10
#define LOG_TWO 0.6931471805599453
#define HALF_ROOT 0.7071067811865476
#define NEVER (-1e9) /* the size of a hurt that is over and still in the list: its odds are 0 */

enum { PROMISE, CONVERSATION, BOUNDARY, CONFIDENCE };

/* ------------------------------------------------------------------ arithmetic, as in laws/arithmetic.py */

static double exponential(double x)
{
    if (x < -708.0) return 0.0;
    if (x > 709.0) x = 709.0;
    double half = x >= 0.0 ? 0.5 : -0.5;
    int k = (int)(x / LOG_TWO + half);
    double r = (x - k * LOG_TWO_HIGH) - k * LOG_TWO_LOW;
    double series = 1.0 / 6227020800.0;
    series = series * r + 1.0 / 479001600.0;
    series = series * r + 1.0 / 39916800.0;
    series = series * r + 1.0 / 3628800.0;
    series = series * r + 1.0 / 362880.0;
    series = series * r + 1.0 / 40320.0;
    series = series * r + 1.0 / 5040.0;
    series = series * r + 1.0 / 720.0;
    series = series * r + 1.0 / 120.0;
    series = series * r + 1.0 / 24.0;
    series = series * r + 1.0 / 6.0;
    series = series * r + 0.5;
    return ldexp(1.0 + (r + r * r * series), k);
}

/*
 * Of 4 * VECTORS numbers at once: the series is one long chain, so several run side by side.
 *
 * 2**k is made from its bits: k is between -1021 and 1023, and the product is never subnormal. x times 1 / ln 2 takes
 * the place of x / ln 2, which can give another k only where the sum is within 2**-40 of a whole number: then it is
 * divided.
 */
#define VECTORS 3
static inline void exponentials(double *numbers)
{
    __m256d x[VECTORS], over[VECTORS], half[VECTORS], t[VECTORS], r[VECTORS], s[VECTORS];
    __m128i k[VECTORS];
    __m256d near = _mm256_setzero_pd();
#define EACH for (int i = 0; i < VECTORS; i++)
    EACH
    {
        x[i] = _mm256_load_pd(numbers + 4 * i);
        over[i] = _mm256_cmp_pd(x[i], _mm256_set1_pd(-708.0), _CMP_LT_OQ);
        x[i] = _mm256_max_pd(_mm256_min_pd(x[i], _mm256_set1_pd(709.0)), _mm256_set1_pd(-709.0));
        half[i] = _mm256_or_pd(_mm256_and_pd(x[i], _mm256_set1_pd(-0.0)), _mm256_set1_pd(0.5));
        t[i] = _mm256_add_pd(_mm256_mul_pd(x[i], _mm256_set1_pd(1.0 / LOG_TWO)), half[i]);
        const __m256d off = _mm256_andnot_pd(
            _mm256_set1_pd(-0.0),
            _mm256_sub_pd(t[i], _mm256_round_pd(t[i], _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)));
        near = _mm256_or_pd(near, _mm256_cmp_pd(off, _mm256_set1_pd(0x1p-39), _CMP_LT_OQ));
    }
    if (__builtin_expect(_mm256_movemask_pd(near), 0))
        EACH t[i] = _mm256_add_pd(_mm256_div_pd(x[i], _mm256_set1_pd(LOG_TWO)), half[i]);
    EACH
    {
        k[i] = _mm256_cvttpd_epi32(t[i]);
        const __m256d kd = _mm256_cvtepi32_pd(k[i]);
        r[i] = _mm256_sub_pd(_mm256_sub_pd(x[i], _mm256_mul_pd(kd, _mm256_set1_pd(LOG_TWO_HIGH))),
                             _mm256_mul_pd(kd, _mm256_set1_pd(LOG_TWO_LOW)));
        s[i] = _mm256_set1_pd(1.0 / 6227020800.0);
    }
#define TERM(c) EACH s[i] = _mm256_add_pd(_mm256_mul_pd(s[i], r[i]), _mm256_set1_pd(c))
    TERM(1.0 / 479001600.0);
    TERM(1.0 / 39916800.0);
    TERM(1.0 / 3628800.0);
    TERM(1.0 / 362880.0);
    TERM(1.0 / 40320.0);
    TERM(1.0 / 5040.0);
    TERM(1.0 / 720.0);
    TERM(1.0 / 120.0);
    TERM(1.0 / 24.0);
    TERM(1.0 / 6.0);
    TERM(0.5);
#undef TERM
    EACH
    {
        s[i] =
            _mm256_add_pd(_mm256_set1_pd(1.0), _mm256_add_pd(r[i], _mm256_mul_pd(_mm256_mul_pd(r[i], r[i]), s[i])));
        const __m256i power =
            _mm256_slli_epi64(_mm256_add_epi64(_mm256_cvtepi32_epi64(k[i]), _mm256_set1_epi64x(1023)), 52);
        s[i] = _mm256_andnot_pd(over[i], _mm256_mul_pd(s[i], _mm256_castsi256_pd(power)));
        _mm256_store_pd(numbers + 4 * i, s[i]);
    }
#undef EACH
}

/* Of so many; the array has room for, and numbers in, another 4 * VECTORS - 1. */
static void exponentials_of(double *numbers, int64_t count)
{
    for (int64_t at = 0; at < count; at += 4 * VECTORS) exponentials(numbers + at);
}

static double logarithm(double x)
{
    if (x <= 0.0) return -745.0;
    int k;
    double m = frexp(x, &k);
    if (m < HALF_ROOT) {
        m = 2.0 * m;
        k = k - 1;
    }
    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double series = 2.0 / 23.0;
    series = series * z + 2.0 / 21.0;
    series = series * z + 2.0 / 19.0;
    series = series * z + 2.0 / 17.0;
    series = series * z + 2.0 / 15.0;
    series = series * z + 2.0 / 13.0;
    series = series * z + 2.0 / 11.0;
    series = series * z + 2.0 / 9.0;
    series = series * z + 2.0 / 7.0;
    series = series * z + 2.0 / 5.0;
    series = series * z + 2.0 / 3.0;
    double square = 0.5 * f * f;
    return k * LOG_TWO_HIGH - ((square - (s * (square + z * series) + k * LOG_TWO_LOW)) - f);
}

/* ------------------------------------------------------------------ draws, as in draws.py */

static inline uint64_t mix(uint64_t w)
{
    w = (w ^ (w >> 30)) * 0xBF58476D1CE4E5B9ull;
    w = (w ^ (w >> 27)) * 0x94D049BB133111EBull;
    return w ^ (w >> 31);
}

static inline uint64_t fold(uint64_t a, uint64_t b) { return mix(mix(a) + b); }

static inline uint64_t moment_of(uint64_t seed, uint64_t decision, uint64_t tick)
{
    return mix(mix(seed ^ decision) + tick * GOLDEN);
}

/* A draw as a whole number below 2**53; it is below a chance c exactly if it is below threshold(c). */
static inline int64_t lot(uint64_t who, uint64_t moment) { return (int64_t)(mix(who ^ moment) >> 11); }

static inline double number(uint64_t who, uint64_t moment) { return (double)lot(who, moment) * UNIT; }

static int64_t threshold(double chance)
{
    if (!(chance > 0.0)) return 0;
    if (chance >= 1.0) return 1ll << 53;
    return (int64_t)ceil(chance * 9007199254740992.0);
}

static inline __m256i times(__m256i a, __m256i low, __m256i high)
{
    const __m256i cross =
        _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(a, 32), low), _mm256_mul_epu32(a, high));
    return _mm256_add_epi64(_mm256_mul_epu32(a, low), _mm256_slli_epi64(cross, 32));
}

static inline __m256i mix4(__m256i w)
{
    w = _mm256_xor_si256(w, _mm256_srli_epi64(w, 30));
    w = times(w, _mm256_set1_epi64x(0x1CE4E5B9), _mm256_set1_epi64x(0xBF58476D));
    w = _mm256_xor_si256(w, _mm256_srli_epi64(w, 27));
    w = times(w, _mm256_set1_epi64x(0x133111EB), _mm256_set1_epi64x(0x94D049BB));
    return _mm256_xor_si256(w, _mm256_srli_epi64(w, 31));
}

static inline __m256i lots4(__m256i who, uint64_t moment)
{
    return _mm256_srli_epi64(mix4(_mm256_xor_si256(who, _mm256_set1_epi64x((long long)moment))), 11);
}

/* Whole numbers below 2**53 as shares of it, exactly: their upper and lower halves become mantissas. */
static inline __m256d numbers4(__m256i lots)
{
    const __m256i upper = _mm256_or_si256(_mm256_srli_epi64(lots, 32), _mm256_set1_epi64x(0x4530000000000000ll));
    const __m256i lower = _mm256_blend_epi32(lots, _mm256_set1_epi64x(0x4330000000000000ll), 0xAA);
    const __m256d number = _mm256_add_pd(_mm256_sub_pd(_mm256_castsi256_pd(upper), _mm256_set1_pd(0x1p84 + 0x1p52)),
                                         _mm256_castsi256_pd(lower));
    return _mm256_mul_pd(number, _mm256_set1_pd(UNIT));
}

/* ------------------------------------------------------------------ state */

/* The order in which limit.py hands the numbers over. */
typedef struct {
    double trust_gain, lapse_size, conversation_lapse, boundary_crossing, confidence_breach, deliberate,
        apology_on_trust, apology_on_hurt, concealed, repeat, first_impression, first_impression_encounters, warned,
        healing_exponent, ceiling_damage, early_ceiling_damage, ceiling_repair, misreading, discovery, forgetting,
        spell_switch, pace, learning, drift, intimacy_gain, intimacy_loss, gossip_reach, gossip_weight, credulous,
        holding_back, message_rate, reciprocity, reciprocity_floor, reciprocity_top, caution, promise_share,
        conversation_share, boundary_share;
} Parameters;

typedef struct {
    uint64_t spell_switch, encounter, kind_of_act, reliance, keeping, purpose, misreading, warning, owning_up,
        apology, discovery, forgetting, message, gossip, leaving;
} Decisions;

/* What acts on a person as the target of a tie, in one line of the cache. */
typedef struct {
    double promise;              /* chance to keep one now */
    double respect, short_of_it; /* 1 - respect */
    double misread;              /* misreading times (1 - transparency) */
    double open, deliberate;
    double warn; /* NaN: follows openness */
    double apology;
} Acting;

/* What acts on a person as the source of a tie. */
typedef struct {
    double chance, boundaries, vulnerability, rate; /* chance: of relying without any trust */
} Relying;

typedef struct {
    uint64_t key[TIES];
    double trust[TIES];
    double ceiling[TIES];
    double repair[TIES]; /* share of the ceiling's gap that is repaired in a tick; 0 for an ended relationship */
    double intimacy[PAIRS];
    uint32_t often[TIES]; /* the first 32 bits of the threshold of an encounter; 0 for an ended relationship */
    int32_t history[TIES];
    int32_t person[TIES]; /* the source; the target is that of t ^ 256 */
    uint8_t type[TIES];   /* relationship type; that after the last for an ended relationship */
    uint8_t hurts[TIES];  /* how many are open */
    uint8_t hidden[TIES]; /* how many breaches are hidden */
    uint8_t caught[TIES];
    int32_t breaches[TIES];
    int stretch[5]; /* where four stretches of lower persons begin, none in two of them; and the end */
    /* open hurts of the block, oldest first, some of them over */
    int32_t count, room, over;
    double *size, *rate;
    int32_t *born;
    uint16_t *tie;
    /* hidden breaches of the block, oldest first */
    int32_t secrets, secret_room;
    uint64_t *secret_who, *secret_key;
    double *secret_size;
    uint16_t *secret_tie;
    uint8_t *secret_flags; /* 1: on purpose, 2: scripted */
} Block;

/* One who may hear a story: the draw's who, the listener's tie to the teller, and the one to whom it is about. */
typedef struct {
    uint64_t who;
    uint32_t to_teller, about;
} Listener;

typedef struct {
    int32_t tie;
    double loss;
} Story;

/* loss: what is told; in the end, the share of trust that it leaves. */
typedef struct {
    uint32_t to_teller, about;
    double loss;
} Heard;

typedef struct {
    int32_t tie;
    double hurt;
} Candidate;

typedef struct {
    int64_t people, pairs, blocks, types, tick, ticks_per_week;
    uint64_t seed;
    Parameters p;
    Decisions d;
    Block *block;
    Acting *acting;
    Relying *relying;
    uint64_t *person_key;
    double *reliability, *habit, *consistency, *caused;
    int32_t *friends; /* relationships that have not ended */
    uint8_t *bad;
    int64_t *losses, *ended, *relationship_type;
    double *encounters, *ending, most_ending;
    int64_t encounter_threshold[256];
    double *hurt, *standing; /* as last set down: written in the last tick of a run only */
    int64_t *first_listener;
    Listener *listener;
    Story *story;
    Heard *heard;
    Candidate *candidate;
    int64_t stories, heard_room, candidates;
    double *log_table, *fresh_table;
    int64_t log_count, fresh_count;
    uint64_t cycles[24];
} Model;

#ifdef PHASES
#define CLOCK(m, n)                                                                                                  \
    do {                                                                                                             \
        uint64_t now_ = __rdtsc();                                                                                   \
        (m)->cycles[n] += now_ - clock_;                                                                             \
        clock_ = now_;                                                                                               \
    } while (0)
#define CLOCK_START() uint64_t clock_ = __rdtsc()
#else
#define CLOCK(m, n)
#define CLOCK_START()
#endif

static void *space(size_t bytes)
{
    void *place = NULL;
    const int large = bytes >= 1 << 21;
    if (posix_memalign(&place, large ? 1 << 21 : 64, bytes ? bytes : 64)) abort();
    if (large) madvise(place, bytes, MADV_HUGEPAGE);
    memset(place, 0, bytes);
    return place;
}

static void *more(void *old, size_t used, size_t bytes)
{
    void *place = space(bytes);
    memcpy(place, old, used);
    free(old);
    return place;
}

static void room_for_hurts(Block *b, int32_t room)
{
    if (b->room >= room) return;
    int32_t n = b->room ? 2 * b->room : 1024;
    while (n < room) n *= 2;
    b->size = more(b->size, b->count * sizeof(double), n * sizeof(double));
    b->rate = more(b->rate, b->count * sizeof(double), n * sizeof(double));
    b->born = more(b->born, b->count * sizeof(int32_t), n * sizeof(int32_t));
    b->tie = more(b->tie, b->count * sizeof(uint16_t), n * sizeof(uint16_t));
    b->room = n;
}

static void room_for_secrets(Block *b, int32_t room)
{
    if (b->secret_room >= room) return;
    int32_t n = b->secret_room ? 2 * b->secret_room : 128;
    while (n < room) n *= 2;
    b->secret_who = more(b->secret_who, b->secrets * sizeof(uint64_t), n * sizeof(uint64_t));
    b->secret_key = more(b->secret_key, b->secrets * sizeof(uint64_t), n * sizeof(uint64_t));
    b->secret_size = more(b->secret_size, b->secrets * sizeof(double), n * sizeof(double));
    b->secret_tie = more(b->secret_tie, b->secrets * sizeof(uint16_t), n * sizeof(uint16_t));
    b->secret_flags = more(b->secret_flags, b->secrets, n);
    b->secret_room = n;
}

/* ------------------------------------------------------------------ a block of ties in a tick */

/* What a block needs while it is worked on, in the nearest cache. */
typedef struct {
    /* untouched now, of all hurts (what observe sees) and of those that are not over (what heal leaves) */
    double untouched[TIES + 4][2] __attribute__((aligned(64)));
    double *odds; /* of each hurt in the list */
    int32_t odds_room;
    double hurt[TIES] __attribute__((aligned(64)));
    double standing[TIES];
    double news[TIES];
    uint64_t told[TIES / 64];
    uint16_t met[TIES + 8], relied[TIES + 8], talked[TIES + 8];
    uint32_t kept[TIES + 8], bad[TIES + 8]; /* the place, the kind of act << 16, whether it was kept << 24 */
    int breaches;
    uint16_t breach_tie[TIES * SLOTS];
    uint8_t breach_flags[TIES * SLOTS];
    double share_power[TIES * SLOTS + 16] __attribute__((aligned(64)));
    double hurt_size[TIES * SLOTS + 16] __attribute__((aligned(64)));
    double new_odds[TIES * SLOTS + 16] __attribute__((aligned(64)));
    double breach_fresh[TIES * SLOTS];
    double target[PAIRS] __attribute__((aligned(64)));
    double before[PAIRS] __attribute__((aligned(64)));
    uint8_t message[TIES];
} Desk;

enum { DELIBERATE = 1, CONCEALED = 2, WARNED = 4, APOLOGY = 8 };

typedef struct {
    uint64_t encounter, kind_of_act, reliance, keeping, purpose, misreading, warning, owning_up, apology, discovery,
        forgetting, message, gossip, leaving;
} Moments;

static inline double odds_now(const Model *m, double size, double rate, int64_t age)
{
    return exponential(size - rate * m->log_table[age]);
}

/* Take the hurts that are over out of the list. */
static void compact(Block *b)
{
    double *size = b->size, *rate = b->rate;
    int32_t *born = b->born, left = 0;
    uint16_t *tie = b->tie;
    const int32_t count = b->count;
    for (int32_t h = 0; h < count; h++) {
        const uint16_t t = tie[h];
        size[left] = size[h];
        rate[left] = rate[h];
        born[left] = born[h];
        tie[left] = t;
        left += t < TIES;
    }
    b->count = left;
    b->over = 0;
}

/* What observe sees: the odds of each open hurt, and what they leave untouched, in the order of the slots. */
static void observe(Model *m, Block *b, Desk *k, int64_t tick)
{
    CLOCK_START();
    const int32_t n = b->count;
    if (k->odds_room < n + TIES * (SLOTS + 1) + 16) {
        free(k->odds);
        k->odds_room = 2 * (n + TIES * (SLOTS + 1) + 16);
        k->odds = space(k->odds_room * sizeof(double));
    }
    const __m256d one = _mm256_set1_pd(1.0);
    const __m128d one2 = _mm_set1_pd(1.0);
    for (int t = 0; t < TIES + 4; t++) _mm_store_pd(k->untouched[t], one2);
    const double *logs = m->log_table + tick;
    double *odds_of = k->odds;
    const double *size = b->size, *rate = b->rate;
    const int32_t *born = b->born;
    const uint16_t *tie = b->tie;
    const __m256d closed = _mm256_set1_pd(CLOSED);
    for (int32_t h = 0; h < n; h += 4) {
        /* four loads: a gather is slower */
        const __m256d aged =
            _mm256_set_pd(logs[-born[h + 3]], logs[-born[h + 2]], logs[-born[h + 1]], logs[-born[h]]);
        _mm256_store_pd(odds_of + h,
                        _mm256_sub_pd(_mm256_load_pd(size + h), _mm256_mul_pd(_mm256_load_pd(rate + h), aged)));
    }
    for (int32_t h = n; h < n + 4 * VECTORS; h++) k->odds[h] = NEVER;
    CLOCK(m, 0);
    exponentials_of(k->odds, n);
    CLOCK(m, 15);
    for (int32_t h = 0; h < n; h += 4) {
        const __m256d odds = _mm256_load_pd(odds_of + h);
        const __m256d all = _mm256_div_pd(one, _mm256_add_pd(one, odds));
        const __m256d left = _mm256_blendv_pd(all, one, _mm256_cmp_pd(odds, closed, _CMP_LT_OQ));
        const __m256d even = _mm256_unpacklo_pd(all, left), odd = _mm256_unpackhi_pd(all, left);
        double *place;
#define ONTO(i, both)                                                                                                \
    place = k->untouched[tie[h + i]];                                                                                \
    _mm_store_pd(place, _mm_mul_pd(_mm_load_pd(place), both))
        ONTO(0, _mm256_castpd256_pd128(even));
        ONTO(1, _mm256_castpd256_pd128(odd));
        ONTO(2, _mm256_extractf128_pd(even, 1));
        ONTO(3, _mm256_extractf128_pd(odd, 1));
#undef ONTO
    }
    for (int t = 0; t < TIES; t++) k->hurt[t] = 1.0 - k->untouched[t][0];
    CLOCK(m, 16);
}

/* The same for one tie alone, after its hurts have changed otherwise than by a new one at the end. */
static void observe_again(Block *b, Desk *k, int t)
{
    double all = 1.0, left = 1.0;
    for (int32_t h = 0; h < b->count; h++)
        if (b->tie[h] == t) {
            double u = 1.0 / (1.0 + k->odds[h]);
            all = all * u;
            if (k->odds[h] >= CLOSED) left = left * u;
        }
    k->untouched[t][0] = all;
    k->untouched[t][1] = left;
}

static void remember_hurt(Model *m, Block *b, Desk *k, int t, double size, double odds, int64_t tick)
{
    room_for_hurts(b, b->count + 8);
    const double rate = m->relying[b->person[t]].rate;
    const int merged = b->hurts[t] == SLOTS;
    if (merged) {
        int32_t first = -1, second = -1;
        for (int32_t h = 0; second < 0; h++)
            if (b->tie[h] == t) {
                if (first < 0)
                    first = h;
                else
                    second = h;
            }
        const double both = (1.0 + k->odds[first]) * (1.0 + k->odds[second]) - 1.0;
        const double aged = m->log_table[tick - b->born[first]];
        b->size[first] = logarithm(both) + rate * aged;
        k->odds[first] = odds_now(m, b->size[first], rate, tick - b->born[first]);
        b->tie[second] = TIES;
        b->size[second] = NEVER;
        k->odds[second] = 0.0;
        b->over++;
        b->hurts[t]--;
    }
    const int32_t h = b->count++;
    b->size[h] = size;
    b->rate[h] = rate;
    b->born[h] = (int32_t)tick;
    b->tie[h] = (uint16_t)t;
    for (int i = 1; i < 4; i++) { /* the list is read by fours */
        b->size[h + i] = NEVER;
        b->born[h + i] = (int32_t)tick;
        b->tie[h + i] = TIES;
    }
    k->odds[h] = odds;
    b->hurts[t]++;
    if (merged) {
        observe_again(b, k, t);
    } else {
        const double u = 1.0 / (1.0 + odds);
        k->untouched[t][0] *= u;
        if (odds >= CLOSED) k->untouched[t][1] *= u;
    }
}

static void forget_secret(Block *b, int32_t lost)
{
    b->hidden[b->secret_tie[lost]]--;
    b->secrets--;
    for (int32_t h = lost; h < b->secrets; h++) {
        b->secret_who[h] = b->secret_who[h + 1];
        b->secret_key[h] = b->secret_key[h + 1];
        b->secret_size[h] = b->secret_size[h + 1];
        b->secret_tie[h] = b->secret_tie[h + 1];
        b->secret_flags[h] = b->secret_flags[h + 1];
    }
}

static void hide(Block *b, int t, double size, int deliberate, int64_t tick)
{
    if (b->hidden[t] == SLOTS) {
        int32_t first = -1, second = -1, lost = -1;
        for (int32_t h = 0; h < b->secrets; h++)
            if (b->secret_tie[h] == t) {
                if (first < 0)
                    first = h;
                else if (second < 0)
                    second = h;
                if (lost < 0 && !(b->secret_flags[h] & 2)) lost = h;
            }
        if (lost < 0) {
            if (b->secret_size[second] > b->secret_size[first]) b->secret_size[first] = b->secret_size[second];
            b->secret_flags[first] |= b->secret_flags[second] & 1;
            lost = second;
        }
        forget_secret(b, lost);
    }
    room_for_secrets(b, b->secrets + 8);
    const int32_t h = b->secrets++;
    b->secret_who[h] = fold(b->key[t], (uint64_t)tick);
    b->secret_key[h] = (uint64_t)tick;
    b->secret_size[h] = size;
    b->secret_tie[h] = (uint16_t)t;
    b->secret_flags[h] = (uint8_t)deliberate;
    b->hidden[t]++;
}

static double own_size(const Parameters *p, int act, double depth)
{
    if (act == PROMISE) return p->lapse_size;
    if (act == CONVERSATION) return p->conversation_lapse;
    if (act == BOUNDARY) return p->boundary_crossing;
    return p->confidence_breach + depth;
}

static inline double depth_of(double vulnerability, double intimacy, double pace)
{
    double depth = intimacy + pace;
    depth = depth < vulnerability ? depth : vulnerability;
    return depth < 1.0 ? depth : 1.0;
}

static void note_breach(const Model *m, const Block *b, Desk *k, int t, double size, int flags)
{
    const Parameters *p = &m->p;
    const double fresh = m->fresh_table[b->history[t]];
    double x = size + (flags & DELIBERATE ? p->deliberate : 0.0);
    x = x + (flags & CONCEALED ? p->concealed : 0.0);
    x = x + p->repeat * k->hurt[t];
    x = x + p->first_impression * fresh;
    x = x - (flags & WARNED ? p->warned : 0.0);
    const int n = k->breaches++;
    k->breach_tie[n] = (uint16_t)t;
    k->breach_flags[n] = (uint8_t)flags;
    k->breach_fresh[n] = fresh;
    k->share_power[n] = -(flags & APOLOGY ? x - p->apology_on_trust : x);
    k->hurt_size[n] = flags & APOLOGY ? x - p->apology_on_hurt : x;
}

/* The breaches that were noted happen, in their order. */
static void suffer_breaches(Model *m, Block *b, Desk *k, int64_t tick)
{
    const Parameters *p = &m->p;
    const int n = k->breaches;
    for (int i = n; i < n + 4 * VECTORS; i++) k->share_power[i] = k->hurt_size[i] = 0.0;
    memcpy(k->new_odds, k->hurt_size, (n + 4 * VECTORS) * sizeof(double));
    exponentials_of(k->share_power, n);
    exponentials_of(k->new_odds, n);
    for (int i = 0; i < n; i++) k->share_power[i] = 1.0 / (1.0 + k->share_power[i]);
    for (int i = 0; i < n; i++) {
        const int t = k->breach_tie[i], flags = k->breach_flags[i];
        const double share = k->share_power[i];
        const double damage =
            flags & (DELIBERATE | CONCEALED) ? p->ceiling_damage : p->early_ceiling_damage * k->breach_fresh[i];
        const double ceiling = b->ceiling[t] * (1.0 - share * damage);
        b->ceiling[t] = ceiling;
        double trust = b->trust[t] * (1.0 - share);
        trust = trust > 0.0 ? trust : 0.0;
        b->trust[t] = trust < ceiling ? trust : ceiling;
        remember_hurt(m, b, k, t, k->hurt_size[i], k->new_odds[i], tick);
        b->history[t]++;
        b->breaches[t]++;
        if (flags & CONCEALED) b->caught[t] = 1;
        const uint64_t bit = 1ull << (t & 63);
        const double news = k->told[t >> 6] & bit ? k->news[t] : 0.0;
        k->told[t >> 6] |= bit;
        k->news[t] = 1.0 - (1.0 - news) * (1.0 - share);
    }
    k->breaches = 0;
}

static inline double openness(const Model *m, const Desk *k, const Acting *a, int t)
{
    const double back = m->p.holding_back;
    return back == 0.0 ? a->open : a->open * (1.0 - back + back * k->standing[t ^ PAIRS]);
}

#define AHEAD 8

/* One of so many parts of the next block on its way into the second cache: hardware starts anew in every array. */
static inline void fetch_ahead(const Block *b, int part)
{
    const char *from = (const char *)b, *end = from + sizeof *b;
    const size_t step = (sizeof *b / AHEAD + 63) / 64 * 64;
    from += part * step;
    for (const char *at = from; at < from + step && at < end; at += 64) _mm_prefetch(at, _MM_HINT_T1);
    const int32_t first = b->count * part / AHEAD, last = b->count * (part + 1) / AHEAD;
    for (int32_t h = first; h < last; h += 8) {
        _mm_prefetch((const char *)(b->size + h), _MM_HINT_T1);
        _mm_prefetch((const char *)(b->rate + h), _MM_HINT_T1);
    }
    for (int32_t h = first; h < last; h += 16) _mm_prefetch((const char *)(b->born + h), _MM_HINT_T1);
    for (int32_t h = first; h < last; h += 32) _mm_prefetch((const char *)(b->tie + h), _MM_HINT_T1);
}

/* Which of four there are, as the places that they have: the first in the lowest 16 bits. */
#define P(a, b, c, d) (a | b##ull << 16 | c##ull << 32 | d##ull << 48)
static const uint64_t PLACES[16] = {
    P(0, 0, 0, 0), P(0, 0, 0, 0), P(1, 0, 0, 0), P(0, 1, 0, 0), P(2, 0, 0, 0), P(0, 2, 0, 0),
    P(1, 2, 0, 0), P(0, 1, 2, 0), P(3, 0, 0, 0), P(0, 3, 0, 0), P(1, 3, 0, 0), P(0, 1, 3, 0),
    P(2, 3, 0, 0), P(0, 2, 3, 0), P(1, 2, 3, 0), P(0, 1, 2, 3),
};
#undef P
/* The same as an order of bytes, of four numbers of 16 bits each and of 32 bits each. */
static uint64_t order16[16];
static __m128i order32[16];

static void orders(void)
{
    for (int hit = 0; hit < 16; hit++) {
        uint8_t bytes[16];
        order16[hit] = PLACES[hit] * 0x0202 + 0x0100010001000100ull;
        for (int i = 0; i < 16; i++) bytes[i] = (uint8_t)((PLACES[hit] >> (i / 4 * 16) & 3) * 4 + i % 4);
        memcpy(&order32[hit], bytes, 16);
    }
}

static int meet(Model *m, Block *b, const Block *next, Desk *k, const Moments *at, int64_t tick)
{
    const Parameters *p = &m->p;
    int met = 0, relied = 0, kept = 0, bad = 0, talked = 0;
    CLOCK_START();
    {
        const __m256i moment = _mm256_set1_epi64x((long long)at->encounter);
        for (int t = 0; t < TIES; t += 4) {
            __m256i w = mix4(_mm256_xor_si256(_mm256_load_si256((const __m256i *)(b->key + t)), moment));
            w = _mm256_srli_epi64(w, 32);
            const __m256i often = _mm256_cvtepu32_epi64(_mm_load_si128((const __m128i *)(b->often + t)));
            int hit = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(often, w)));
            const int near = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(often, w)));
            if (__builtin_expect(near, 0))
                for (int i = 0; i < 4; i++)
                    if (near >> i & 1)
                        hit |= (lot(b->key[t + i], at->encounter) < m->encounter_threshold[b->type[t + i]]) << i;
            const uint64_t four = PLACES[hit] + (uint64_t)t * 0x0001000100010001ull;
            memcpy(k->met + met, &four, sizeof four);
            met += __builtin_popcount(hit);
        }
    }
    fetch_ahead(next, 2);
    CLOCK(m, 1);
    const __m256d one = _mm256_set1_pd(1.0), none = _mm256_setzero_pd();
#define FOUR(value) _mm256_set_pd(value(place[3]), value(place[2]), value(place[1]), value(place[0]))
#define KEYS(place)                                                                                                  \
    _mm256_set_epi64x((long long)b->key[place[3]], (long long)b->key[place[2]], (long long)b->key[place[1]],         \
                      (long long)b->key[place[0]])
    const __m256d caution = _mm256_set1_pd(p->caution);
    memset(k->met + met, 0, 8);
    for (int i = 0; i < met; i += 4) {
        const uint16_t *place = k->met + i;
#define CHANCE(t) m->relying[b->person[t]].chance
#define TRUST(t) b->trust[t]
        const __m256d chance = FOUR(CHANCE), trust = FOUR(TRUST);
        const __m256d willing = _mm256_add_pd(chance, _mm256_mul_pd(_mm256_sub_pd(one, chance), trust));
        const __m256d relies = _mm256_sub_pd(one, _mm256_mul_pd(caution, _mm256_sub_pd(one, willing)));
        int hit = _mm256_movemask_pd(_mm256_cmp_pd(numbers4(lots4(KEYS(place), at->reliance)), relies, _CMP_LT_OQ));
        hit &= (1 << (met - i < 4 ? met - i : 4)) - 1;
        const __m128i four = _mm_loadl_epi64((const __m128i *)place);
        _mm_storel_epi64((__m128i *)(k->relied + relied),
                         _mm_shuffle_epi8(four, _mm_cvtsi64_si128((long long)order16[hit])));
        relied += __builtin_popcount(hit);
    }
    fetch_ahead(next, 3);
    CLOCK(m, 2);
    const __m256i first = _mm256_set1_epi64x(threshold(p->promise_share)),
                  second = _mm256_set1_epi64x(threshold(p->promise_share + p->conversation_share)),
                  third = _mm256_set1_epi64x(threshold(p->promise_share + p->conversation_share + p->boundary_share));
    memset(k->relied + relied, 0, 8);
    for (int i = 0; i < relied; i += 4) {
        const uint16_t *place = k->relied + i;
        const __m256i key = KEYS(place);
        const __m256i kind = lots4(key, at->kind_of_act);
        /* each of the three holds where the one before it does */
        const __m256i promise = _mm256_cmpgt_epi64(first, kind), talk = _mm256_cmpgt_epi64(second, kind),
                      not_confidence = _mm256_cmpgt_epi64(third, kind);
        const __m256i act = _mm256_add_epi64(_mm256_set1_epi64x(CONFIDENCE),
                                             _mm256_add_epi64(promise, _mm256_add_epi64(talk, not_confidence)));
        const Acting *a[4];
        const Relying *r[4];
        for (int j = 0; j < 4; j++) {
            a[j] = &m->acting[b->person[place[j] ^ PAIRS]];
            r[j] = &m->relying[b->person[place[j]]];
        }
#define OF(who, name) _mm256_set_pd(who[3]->name, who[2]->name, who[1]->name, who[0]->name)
        const __m256d clarity = OF(r, boundaries);
        const __m256d respected = _mm256_sub_pd(one, _mm256_mul_pd(OF(a, short_of_it), _mm256_sub_pd(one, clarity)));
        __m256d chance = _mm256_blendv_pd(OF(a, respect), OF(a, promise), _mm256_castsi256_pd(promise));
        chance = _mm256_blendv_pd(chance, respected, _mm256_castsi256_pd(_mm256_andnot_si256(talk, not_confidence)));
        if (p->reciprocity > 0.0) {
            double chances[4] __attribute__((aligned(32)));
            _mm256_store_pd(chances, chance);
            for (int j = 0; j < 4; j++) {
                double floor = p->reciprocity_floor;
                if (floor != floor) floor = m->relying[b->person[place[j] ^ PAIRS]].chance;
                chances[j] = (1.0 - p->reciprocity) * chances[j] +
                             p->reciprocity * (floor + (p->reciprocity_top - floor) * k->standing[place[j] ^ PAIRS]);
            }
            chance = _mm256_load_pd(chances);
        }
        const __m256d keeps = _mm256_cmp_pd(numbers4(lots4(key, at->keeping)), chance, _CMP_LT_OQ);
        const __m256d wrong =
            _mm256_min_pd(_mm256_mul_pd(OF(a, misread), _mm256_sub_pd(_mm256_set1_pd(1.5), clarity)), one);
        const __m256d misread = _mm256_cmp_pd(numbers4(lots4(key, at->misreading)), wrong, _CMP_LT_OQ);
        const int there = (1 << (relied - i < 4 ? relied - i : 4)) - 1;
        const int good = _mm256_movemask_pd(_mm256_andnot_pd(misread, keeps)) & there, wronged = ~good & there;
        const __m256i rest = _mm256_or_si256(
            _mm256_slli_epi64(act, 16), _mm256_and_si256(_mm256_castpd_si256(keeps), _mm256_set1_epi64x(1 << 24)));
        const __m256i low = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
        const __m128i entry = _mm_or_si128(_mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *)place)),
                                           _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(rest, low)));
        _mm_storeu_si128((__m128i *)(k->kept + kept), _mm_shuffle_epi8(entry, order32[good]));
        _mm_storeu_si128((__m128i *)(k->bad + bad), _mm_shuffle_epi8(entry, order32[wronged]));
        kept += __builtin_popcount(good);
        bad += __builtin_popcount(wronged);
    }
    fetch_ahead(next, 4);
    CLOCK(m, 3);
    memset(k->kept + kept, 0, 16);
    for (int i = 0; i < kept; i += 4) {
        int place[4];
        const __m128i entry = _mm_loadu_si128((const __m128i *)(k->kept + i));
        for (int j = 0; j < 4; j++) place[j] = k->kept[i + j] & 0xffff;
        const __m128i act = _mm_and_si128(_mm_srli_epi32(entry, 16), _mm_set1_epi32(0xff));
#define INTIMACY(t) b->intimacy[(t) & (PAIRS - 1)]
#define VULNERABILITY(t) m->relying[b->person[t]].vulnerability
#define CEILING(t) b->ceiling[t]
#define HURT(t) k->hurt[t]
        const __m256d intimacy = FOUR(INTIMACY), ceiling = FOUR(CEILING), trust = FOUR(TRUST);
        const __m256d half = _mm256_set1_pd(0.5);
        const __m256d depth =
            _mm256_min_pd(_mm256_min_pd(_mm256_add_pd(intimacy, _mm256_set1_pd(p->pace)), FOUR(VULNERABILITY)), one);
#define IS(kind) _mm256_castsi256_pd(_mm256_cvtepi32_epi64(_mm_cmpeq_epi32(act, _mm_set1_epi32(kind))))
        __m256d weight = _mm256_blendv_pd(half, one, IS(PROMISE));
        weight = _mm256_blendv_pd(weight, _mm256_add_pd(half, depth), IS(CONFIDENCE));
        const __m256d gain = _mm256_min_pd(
            _mm256_mul_pd(_mm256_mul_pd(_mm256_set1_pd(p->trust_gain), weight), _mm256_add_pd(one, intimacy)), one);
        __m256d after = _mm256_add_pd(
            trust, _mm256_mul_pd(_mm256_mul_pd(gain, _mm256_sub_pd(one, FOUR(HURT))), _mm256_sub_pd(ceiling, trust)));
        after = _mm256_min_pd(_mm256_max_pd(after, none), ceiling);
        double afters[4] __attribute__((aligned(32)));
        _mm256_store_pd(afters, after);
        const int there = kept - i < 4 ? kept - i : 4;
        for (int j = 0; j < there; j++) {
            b->trust[place[j]] = afters[j];
            b->history[place[j]]++;
            k->talked[talked] = (uint16_t)place[j];
            talked += k->kept[i + j] >> 16 & 1;
        }
    }
    fetch_ahead(next, 5);
    CLOCK(m, 4);
    for (int i = 0; i < bad; i++) {
        const int t = k->bad[i] & 0xffff, act = k->bad[i] >> 16 & 0xff, keeps = k->bad[i] >> 24;
        const uint64_t key = b->key[t];
        const int target = b->person[t ^ PAIRS];
        const double depth = act == CONFIDENCE ? depth_of(m->relying[b->person[t]].vulnerability,
                                                          b->intimacy[t & (PAIRS - 1)], p->pace)
                                               : 0.0;
        const double size = own_size(p, act, depth);
        int flags = 0;
        if (!keeps) {
            const Acting *a = &m->acting[target];
            const int deliberate = act != BOUNDARY && number(key, at->purpose) < a->deliberate;
            const double open = openness(m, k, a, t);
            const int warned = !deliberate && number(key, at->warning) < (a->warn != a->warn ? open : a->warn);
            if (!(warned || number(key, at->owning_up) < open)) {
                hide(b, t, size, deliberate, tick);
                continue;
            }
            flags = deliberate * DELIBERATE | warned * WARNED;
            if (number(key, at->apology) < a->apology) flags |= APOLOGY;
        }
        note_breach(m, b, k, t, size, flags);
    }
    CLOCK(m, 5);
    suffer_breaches(m, b, k, tick);
    CLOCK(m, 6);
    return talked;
}

static void discover(Model *m, Block *b, Desk *k, const Moments *at, int64_t tick)
{
    const int64_t found = threshold(m->p.discovery), forgotten = threshold(m->p.forgetting);
    const int32_t n = b->secrets;
    int32_t left = 0;
    for (int32_t h = 0; h < n; h++) {
        const int t = b->secret_tie[h];
        const uint64_t who = b->secret_who[h];
        int gone = 0;
        const int finds = lot(who, at->discovery) < found, forgets = lot(who, at->forgetting) < forgotten;
        if ((finds | forgets) && b->type[t] != m->types) {
            if (finds) {
                /* the H and n of the tie as of the start of this phase: nothing is suffered before all are noted */
                k->hurt[t] = 1.0 - k->untouched[t][0];
                note_breach(m, b, k, t, b->secret_size[h], CONCEALED | (b->secret_flags[h] & 1 ? DELIBERATE : 0));
                gone = 1;
            } else {
                gone = !(b->secret_flags[h] & 2);
            }
            b->hidden[t] -= gone;
        }
        b->secret_who[left] = who;
        b->secret_key[left] = b->secret_key[h];
        b->secret_size[left] = b->secret_size[h];
        b->secret_tie[left] = (uint16_t)t;
        b->secret_flags[left] = b->secret_flags[h];
        left += !gone;
    }
    b->secrets = left;
    suffer_breaches(m, b, k, tick);
}

/* Renewed promises: less of every open hurt of the tie. */
static void send_messages(Model *m, Block *b, Desk *k, const Moments *at, int64_t tick)
{
    const int64_t rate = threshold(m->p.message_rate);
    int any = 0;
    for (int t = 0; t < TIES; t++) {
        k->message[t] = b->hurts[t] > 0 && b->type[t] != m->types && lot(b->key[t], at->message) < rate;
        if (k->message[t]) {
            any = 1;
            k->untouched[t][1] = 1.0;
        }
    }
    if (!any) return;
    for (int32_t h = 0; h < b->count; h++) {
        const int t = b->tie[h];
        if (t == TIES || !k->message[t]) continue;
        b->size[h] = b->size[h] - m->p.apology_on_hurt * (b->caught[t] ? 0.5 : 1.0);
        k->odds[h] = odds_now(m, b->size[h], b->rate[h], tick - b->born[h]);
        if (k->odds[h] >= CLOSED) k->untouched[t][1] *= 1.0 / (1.0 + k->odds[h]);
    }
}

static void heal(Block *b, Desk *k, int64_t tick)
{
    const int32_t n = b->count;
    const __m256d closed = _mm256_set1_pd(CLOSED);
    for (int32_t h = 0; h < n; h += 4) {
        const __m256d here = _mm256_cmp_pd(_mm256_load_pd(b->size + h), _mm256_set1_pd(NEVER), _CMP_GT_OQ);
        int hit =
            _mm256_movemask_pd(_mm256_and_pd(here, _mm256_cmp_pd(_mm256_load_pd(k->odds + h), closed, _CMP_LT_OQ)));
        while (hit) {
            const int32_t i = h + __builtin_ctz(hit);
            hit &= hit - 1;
            b->hurts[b->tie[i]]--;
            b->tie[i] = TIES;
            b->size[i] = NEVER;
            b->over++;
        }
    }
    if (b->over * 8 > b->count) {
        compact(b);
        room_for_hurts(b, b->count + 8);
        for (int i = 0; i < 4; i++) {
            b->size[b->count + i] = NEVER;
            b->born[b->count + i] = (int32_t)tick;
            b->tie[b->count + i] = TIES;
        }
    }
    for (int t = 0; t < TIES; t++) k->hurt[t] = 1.0 - k->untouched[t][1];
}

static void grow(Model *m, Block *b, Desk *k, int talked)
{
    const Parameters *p = &m->p;
    const uint8_t types = (uint8_t)m->types;
    double *restrict ceiling = b->ceiling, *restrict intimacy = b->intimacy;
    for (int t = 0; t < TIES; t++) ceiling[t] = ceiling[t] + b->repair[t] * (1.0 - ceiling[t]);
    double loss[PAIRS], *restrict targets = k->target, *restrict before = k->before;
    for (int i = 0; i < PAIRS; i++) loss[i] = b->type[i] != types ? p->intimacy_loss : 0.0;
    const double *restrict trust = b->trust, *restrict hurts = k->hurt;
    for (int i = 0; i < PAIRS; i++) {
        const double lower = trust[i], upper = trust[i + PAIRS];
        const double hurt = hurts[i], back = hurts[i + PAIRS];
        const double target = (lower < upper ? lower : upper) * (1.0 - (hurt > back ? hurt : back));
        targets[i] = target;
        before[i] = intimacy[i];
        const double gap = target - intimacy[i];
        intimacy[i] = target < intimacy[i] ? intimacy[i] + loss[i] * gap : intimacy[i];
    }
    for (int n = 0; n < talked; n++) {
        const int t = k->talked[n], i = t & (PAIRS - 1);
        const double target = k->target[i], intimacy = b->intimacy[i];
        if (!(target < k->before[i]))
            b->intimacy[i] =
                intimacy + p->intimacy_gain * m->relying[b->person[t]].vulnerability * (target - intimacy);
    }
    /* What each person has caused, in the order of the others: first those below, whose turns came before. The others
       are added one after the other for each person; so four stretches, of different persons, go side by side. */
    double felt[TIES];
    for (int t = 0; t < TIES; t++) felt[t] = b->type[t] != types ? hurts[t] : 0.0;
    double *caused = m->caused;
    const int32_t *person = b->person;
    for (int i = 0; i < PAIRS; i++) caused[person[i + PAIRS]] += felt[i];
    const int *at = b->stretch;
    int shortest = PAIRS;
    for (int s = 0; s < 4; s++) shortest = at[s + 1] - at[s] < shortest ? at[s + 1] - at[s] : shortest;
    for (int i = 0; i < shortest; i++) {
        caused[person[at[0] + i]] += felt[at[0] + i + PAIRS];
        caused[person[at[1] + i]] += felt[at[1] + i + PAIRS];
        caused[person[at[2] + i]] += felt[at[2] + i + PAIRS];
        caused[person[at[3] + i]] += felt[at[3] + i + PAIRS];
    }
    for (int s = 0; s < 4; s++)
        for (int i = at[s] + shortest; i < at[s + 1]; i++) caused[person[i]] += felt[i + PAIRS];
}

/* Who may leave: the draw is below what hurt alone allows. Trust and closeness are asked in the end. */
static void want_to_leave(Model *m, Block *b, Desk *k, const Moments *at, int32_t start)
{
    const __m256i moment = _mm256_set1_epi64x((long long)at->leaving);
    const __m256d most = _mm256_set1_pd(m->most_ending);
    for (int t = 0; t < TIES; t += 4) {
        __m256i w = mix4(_mm256_xor_si256(_mm256_load_si256((const __m256i *)(b->key + t)), moment));
        /* the first 52 bits: a number that is not above the draw */
        w = _mm256_or_si256(_mm256_srli_epi64(w, 12), _mm256_set1_epi64x(0x3FF0000000000000ll));
        const __m256d low = _mm256_sub_pd(_mm256_castsi256_pd(w), _mm256_set1_pd(1.0));
        const __m256d bound = _mm256_mul_pd(most, _mm256_load_pd(k->hurt + t));
        int hit = _mm256_movemask_pd(_mm256_cmp_pd(low, bound, _CMP_LT_OQ));
        while (hit) {
            const int i = t + __builtin_ctz(hit);
            hit &= hit - 1;
            m->candidate[m->candidates++] = (Candidate){start + i, k->hurt[i]};
        }
    }
}

static void run_block(Model *m, int64_t number_of, Desk *k, const Moments *at, int64_t tick, int last)
{
    Block *b = &m->block[number_of];
    const Block *next = &m->block[number_of + 1 < m->blocks ? number_of + 1 : 0];
    const int32_t start = (int32_t)(number_of * TIES);
    CLOCK_START();
    fetch_ahead(next, 0);
    observe(m, b, k, tick);
    fetch_ahead(next, 1);
#ifdef PHASES
    clock_ = __rdtsc();
#endif
    if (m->p.holding_back != 0.0 || m->p.reciprocity > 0.0) memcpy(k->standing, b->trust, sizeof k->standing);
    memset(k->told, 0, sizeof k->told);
    CLOCK(m, 0);
    const int talked = meet(m, b, next, k, at, tick);
#ifdef PHASES
    clock_ = __rdtsc();
#endif
    discover(m, b, k, at, tick);
    fetch_ahead(next, 6);
    CLOCK(m, 7);
    if (m->p.message_rate > 0.0) send_messages(m, b, k, at, tick);
    heal(b, k, tick);
    fetch_ahead(next, 7);
    CLOCK(m, 8);
    grow(m, b, k, talked);
    CLOCK(m, 9);
    want_to_leave(m, b, k, at, start);
    for (int word = 0; word < TIES / 64; word++)
        for (uint64_t bits = k->told[word]; bits; bits &= bits - 1) {
            const int t = word * 64 + __builtin_ctzll(bits);
            if (k->news[t] > 0.0) m->story[m->stories++] = (Story){start + t, k->news[t]};
        }
    if (last) {
        memcpy(m->hurt + start, k->hurt, sizeof k->hurt);
        memcpy(m->standing + start, b->trust, sizeof b->trust);
    }
    CLOCK(m, 10);
}

static inline int is_active(const Model *m, uint32_t tie)
{
    return m->block[tie / TIES].type[tie % TIES] != m->types;
}

static void listen(Model *m, const Moments *at)
{
    const int64_t reach = threshold(m->p.gossip_reach);
    const double weight = m->p.gossip_weight, credulous = m->p.credulous;
    const int64_t stories = m->stories;
    int64_t heards = 0;
    for (int64_t s = 0; s < stories; s++) {
        const Story story = m->story[s];
        if (s + 8 < stories) {
            const Listener *next = &m->listener[m->first_listener[m->story[s + 8].tie]];
            _mm_prefetch((const char *)next, _MM_HINT_T0);
            _mm_prefetch((const char *)next + 64, _MM_HINT_T0);
            _mm_prefetch((const char *)next + 128, _MM_HINT_T0);
        }
        if (s + 16 < stories) _mm_prefetch((const char *)&m->first_listener[m->story[s + 16].tie], _MM_HINT_T0);
        const int64_t first = m->first_listener[story.tie], end = m->first_listener[story.tie + 1];
        if (heards + end - first > m->heard_room) {
            m->heard_room = 2 * (heards + end - first);
            m->heard = more(m->heard, heards * sizeof(Heard), m->heard_room * sizeof(Heard));
        }
        for (int64_t l = first; l < end; l++) {
            const Listener *who = &m->listener[l];
            m->heard[heards] = (Heard){who->to_teller, who->about, story.loss};
            heards += lot(who->who, at->gossip) < reach;
        }
    }
    for (int64_t h = 0; h < heards; h++) {
        Heard *heard = &m->heard[h];
        if (h + 8 < heards) {
            const Heard *next = &m->heard[h + 8];
            _mm_prefetch((const char *)&m->block[next->to_teller / TIES].trust[next->to_teller % TIES], _MM_HINT_T0);
            _mm_prefetch((const char *)&m->block[next->about / TIES].trust[next->about % TIES], _MM_HINT_T0);
            _mm_prefetch((const char *)&m->block[next->to_teller / TIES].type[next->to_teller % TIES], _MM_HINT_T0);
            _mm_prefetch((const char *)&m->block[next->about / TIES].type[next->about % TIES], _MM_HINT_T0);
        }
        /* trust is still what it was after healing, since nothing heard takes effect before all is told */
        const double standing = m->block[heard->to_teller / TIES].trust[heard->to_teller % TIES];
        const double belief = standing + credulous * (1.0 - standing);
        const int reaches = is_active(m, heard->to_teller) & is_active(m, heard->about);
        heard->loss = reaches ? 1.0 - weight * belief * heard->loss : 1.0;
    }
    for (int64_t h = 0; h < heards; h++) {
        double *trust = &m->block[m->heard[h].about / TIES].trust[m->heard[h].about % TIES];
        *trust = *trust * m->heard[h].loss;
    }
    m->stories = 0;
}

static void part(Model *m, const Moments *at, int64_t tick)
{
    for (int64_t c = 0; c < m->candidates; c++) {
        const Candidate candidate = m->candidate[c];
        const int64_t n = candidate.tie / TIES;
        Block *b = &m->block[n];
        const int t = candidate.tie % TIES, i = t & (PAIRS - 1);
        if (b->type[t] == m->types) continue;
        const double chance = m->ending[b->type[t]] * candidate.hurt * (1.0 - b->trust[t]) * (1.0 - b->intimacy[i]);
        if (!(number(b->key[t], at->leaving) < chance)) continue;
        m->ended[n * PAIRS + i] = tick;
        for (int side = i; side < TIES; side += PAIRS) {
            b->type[side] = (uint8_t)m->types;
            b->repair[side] = 0.0;
            b->often[side] = 0;
            m->losses[b->person[side]]++;
            m->friends[b->person[side]]--;
        }
    }
    m->candidates = 0;
}

static void begin(Model *m, int64_t tick)
{
    const uint64_t moment = moment_of(m->seed, m->d.spell_switch, (uint64_t)tick);
    const int64_t chance = threshold(m->p.spell_switch);
    for (int64_t i = 0; i < m->people; i++) {
        m->bad[i] ^= lot(m->person_key[i], moment) < chance;
        m->acting[i].promise = m->bad[i] ? m->reliability[i] * m->consistency[i] : m->reliability[i];
        m->caused[i] = 0.0;
    }
}

static void learn(Model *m)
{
    const double learning = m->p.learning, drift = m->p.drift;
    for (int64_t i = 0; i < m->people; i++) {
        const double hurt = m->friends[i] > 0 ? m->caused[i] / m->friends[i] : 0.0;
        const double r = m->reliability[i];
        m->reliability[i] = r + learning * hurt * (1.0 - r) - drift * (r - m->habit[i]);
    }
}

static void tables(Model *m, int64_t ticks)
{
    int64_t longest = 0, most = 0;
    for (int64_t n = 0; n < m->blocks; n++) {
        const Block *b = &m->block[n];
        for (int32_t h = 0; h < b->count; h++)
            if (m->tick - b->born[h] > longest) longest = m->tick - b->born[h];
        for (int t = 0; t < TIES; t++)
            if (b->history[t] > most) most = b->history[t];
    }
    free(m->log_table);
    free(m->fresh_table);
    m->log_count = longest + ticks + 2;
    m->fresh_count = most + (SLOTS + 2) * ticks + 2;
    m->log_table = space(m->log_count * sizeof(double));
    m->fresh_table = space(m->fresh_count * sizeof(double));
    for (int64_t age = 0; age < m->log_count; age++)
        m->log_table[age] = logarithm(1.0 + (double)age / (double)m->ticks_per_week);
    for (int64_t n = 0; n < m->fresh_count; n++)
        m->fresh_table[n] = exponential(-(double)n / m->p.first_impression_encounters);
}

void model_run(Model *m, int64_t ticks)
{
    orders();
    tables(m, ticks);
    Desk *desk = space(sizeof(Desk));
    for (int64_t done = 0; done < ticks; done++) {
        const int64_t tick = m->tick;
        const uint64_t s = m->seed, w = (uint64_t)tick;
        const Moments at = {
            moment_of(s, m->d.encounter, w), moment_of(s, m->d.kind_of_act, w), moment_of(s, m->d.reliance, w),
            moment_of(s, m->d.keeping, w),   moment_of(s, m->d.purpose, w),     moment_of(s, m->d.misreading, w),
            moment_of(s, m->d.warning, w),   moment_of(s, m->d.owning_up, w),   moment_of(s, m->d.apology, w),
            moment_of(s, m->d.discovery, w), moment_of(s, m->d.forgetting, w),  moment_of(s, m->d.message, w),
            moment_of(s, m->d.gossip, w),    moment_of(s, m->d.leaving, w),
        };
        CLOCK_START();
        begin(m, tick);
        CLOCK(m, 11);
        for (int64_t n = 0; n < m->blocks; n++) run_block(m, n, desk, &at, tick, done == ticks - 1);
#ifdef PHASES
        clock_ = __rdtsc();
#endif
        learn(m);
        CLOCK(m, 12);
        listen(m, &at);
        CLOCK(m, 13);
        part(m, &at, tick);
        CLOCK(m, 14);
        m->tick++;
    }
    free(desk->odds);
    free(desk);
}

/* ------------------------------------------------------------------ in and out */

/* Everything by place in blocks (M = 512 for each block, P = 256), as limit.py lays it out. */
typedef struct {
    int64_t people, blocks, types, tick, ticks_per_week;
    uint64_t seed;
    double *parameters;
    uint64_t *decisions;
    double *encounters, *ending; /* by type */
    /* by person */
    uint64_t *person_key;
    double *reliability, *habit, *consistency, *communication, *transparency, *forgiveness, *respect, *vulnerability,
        *boundaries, *deliberate_share, *apology;
    uint8_t *bad_spell;
    int64_t *losses;
    /* by tie; a source of -1: no tie stands here */
    int64_t *source;
    uint64_t *key;
    int64_t *type;
    double *trust, *ceiling;
    int64_t *history, *hurt_count, *hidden_count, *breaches;
    double *hurt_size;
    int64_t *hurt_born;
    double *hidden_size;
    uint64_t *hidden_key;
    uint8_t *hidden_deliberate, *hidden_scripted, *caught;
    double *hurt, *standing;
    /* by pair */
    uint8_t *active;
    double *intimacy;
    int64_t *ended;
    /* by person: the ties in the order of the targets, as places */
    int64_t *first_tie;
    int64_t *place;
} Columns;

static int compare_hurts(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return x[0] != y[0] ? (x[0] < y[0] ? -1 : 1) : x[1] < y[1] ? -1 : x[1] > y[1];
}

static void listeners(Model *m, const Columns *c)
{
    const int64_t ties = m->blocks * TIES;
    int64_t room = 1024, count = 0;
    m->first_listener = space((ties + 1) * sizeof(int64_t));
    m->listener = space(room * sizeof(Listener));
    for (int64_t story = 0; story < ties; story++) {
        m->first_listener[story] = count;
        const int64_t teller = c->source[story], about = c->source[story ^ PAIRS];
        if (teller < 0) continue;
        int64_t a = c->first_tie[teller], b = c->first_tie[about];
        while (a < c->first_tie[teller + 1] && b < c->first_tie[about + 1]) {
            /* the ties back: to the teller, and to the person the story is about */
            const int64_t x = c->place[a] ^ PAIRS, y = c->place[b] ^ PAIRS;
            if (c->source[x] == c->source[y]) {
                if (count == room) {
                    m->listener = more(m->listener, count * sizeof(Listener), 2 * room * sizeof(Listener));
                    room *= 2;
                }
                m->listener[count++] =
                    (Listener){fold(c->key[story], c->person_key[c->source[x]]), (uint32_t)x, (uint32_t)y};
                a++;
                b++;
            } else if (c->source[x] < c->source[y]) {
                a++;
            } else {
                b++;
            }
        }
    }
    m->first_listener[ties] = count;
}

Model *model_new(const Columns *c)
{
    Model *m = space(sizeof(Model));
    m->people = c->people;
    m->blocks = c->blocks;
    m->types = c->types;
    m->tick = c->tick;
    m->ticks_per_week = c->ticks_per_week;
    m->seed = c->seed;
    memcpy(&m->p, c->parameters, sizeof m->p);
    memcpy(&m->d, c->decisions, sizeof m->d);
    const int64_t n = c->people, ties = c->blocks * TIES;
    m->block = space(m->blocks * sizeof(Block));
    m->acting = space(n * sizeof(Acting));
    m->relying = space(n * sizeof(Relying));
    m->person_key = space(n * 8);
    memcpy(m->person_key, c->person_key, n * 8);
    m->reliability = space(n * 8);
    memcpy(m->reliability, c->reliability, n * 8);
    m->habit = space(n * 8);
    memcpy(m->habit, c->habit, n * 8);
    m->consistency = space(n * 8);
    memcpy(m->consistency, c->consistency, n * 8);
    m->caused = space(n * 8);
    m->friends = space(n * 4);
    m->bad = space(n);
    memcpy(m->bad, c->bad_spell, n);
    m->losses = space(n * 8);
    memcpy(m->losses, c->losses, n * 8);
    m->ended = space(ties / 2 * 8);
    memcpy(m->ended, c->ended, ties / 2 * 8);
    m->encounters = space((c->types + 1) * 8);
    m->ending = space((c->types + 1) * 8);
    for (int64_t k = 0; k < c->types; k++) {
        m->ending[k] = c->ending[k];
        m->encounter_threshold[k] = threshold(c->encounters[k]);
        if (c->ending[k] > m->most_ending) m->most_ending = c->ending[k];
    }
    m->hurt = space(ties * 8);
    memcpy(m->hurt, c->hurt, ties * 8);
    m->standing = space(ties * 8);
    memcpy(m->standing, c->standing, ties * 8);
    m->story = space(ties * sizeof(Story));
    m->candidate = space(ties * sizeof(Candidate));
    m->heard_room = 4096;
    m->heard = space(m->heard_room * sizeof(Heard));
    for (int64_t i = 0; i < n; i++) {
        const double respect = c->respect[i], open = c->transparency[i];
        m->acting[i] = (Acting){0.0,
                                respect,
                                1.0 - respect,
                                m->p.misreading * (1.0 - open),
                                open,
                                c->deliberate_share[i],
                                c->communication[i],
                                c->apology[i]};
        m->relying[i] = (Relying){2.0 * c->forgiveness[i] / 3.0, c->boundaries[i], c->vulnerability[i],
                                  2.0 * c->forgiveness[i] * m->p.healing_exponent};
    }
    int64_t(*order)[2] = space(TIES * SLOTS * sizeof *order);
    for (int64_t k = 0; k < m->blocks; k++) {
        Block *b = &m->block[k];
        int32_t count = 0;
        for (int t = 0; t < TIES; t++) {
            const int64_t at = k * TIES + t;
            b->type[t] = (uint8_t)m->types;
            if (c->source[at] < 0) continue;
            const int active = c->active[k * PAIRS + (t & (PAIRS - 1))];
            b->key[t] = c->key[at];
            b->trust[t] = c->trust[at];
            b->ceiling[t] = c->ceiling[at];
            b->history[t] = (int32_t)c->history[at];
            b->person[t] = (int32_t)c->source[at];
            b->hurts[t] = (uint8_t)c->hurt_count[at];
            b->caught[t] = c->caught[at];
            b->breaches[t] = (int32_t)c->breaches[at];
            b->intimacy[t & (PAIRS - 1)] = c->intimacy[k * PAIRS + (t & (PAIRS - 1))];
            if (active) {
                b->type[t] = (uint8_t)c->type[at];
                const int64_t often = m->encounter_threshold[b->type[t]] >> 21;
                b->often[t] = often < UINT32_MAX ? (uint32_t)often : UINT32_MAX;
                b->repair[t] =
                    m->p.ceiling_repair * (c->forgiveness[c->source[at]] * c->transparency[c->source[at ^ PAIRS]]);
                m->friends[c->source[at]]++;
            }
            for (int64_t slot = 0; slot < c->hurt_count[at]; slot++, count++) {
                order[count][0] = c->hurt_born[at * SLOTS + slot];
                order[count][1] = t * SLOTS + slot;
            }
            for (int64_t slot = 0; slot < c->hidden_count[at]; slot++) {
                room_for_secrets(b, b->secrets + 8);
                const int32_t h = b->secrets++;
                b->secret_key[h] = c->hidden_key[at * SLOTS + slot];
                b->secret_who[h] = fold(c->key[at], c->hidden_key[at * SLOTS + slot]);
                b->secret_size[h] = c->hidden_size[at * SLOTS + slot];
                b->secret_tie[h] = (uint16_t)t;
                b->secret_flags[h] =
                    (uint8_t)(c->hidden_deliberate[at * SLOTS + slot] | c->hidden_scripted[at * SLOTS + slot] << 1);
                b->hidden[t]++;
            }
        }
        b->stretch[4] = PAIRS;
        for (int s = 1; s < 4; s++) {
            int i = s * PAIRS / 4;
            while (i < PAIRS && b->person[i] == b->person[i - 1]) i++;
            b->stretch[s] = i;
        }
        qsort(order, count, sizeof *order, compare_hurts);
        room_for_secrets(b, b->secrets + 8);
        room_for_hurts(b, count + 8);
        for (int32_t h = 0; h < count + 4; h++) {
            b->size[h] = NEVER;
            b->tie[h] = TIES;
            b->born[h] = (int32_t)m->tick;
            if (h >= count) continue;
            const int64_t at = k * TIES * SLOTS + order[h][1];
            b->size[h] = c->hurt_size[at];
            b->born[h] = (int32_t)c->hurt_born[at];
            b->tie[h] = (uint16_t)(order[h][1] / SLOTS);
            b->rate[h] = m->relying[b->person[b->tie[h]]].rate;
        }
        b->count = count;
    }
    free(order);
    listeners(m, c);
    return m;
}

void model_get(const Model *m, Columns *c)
{
    memcpy(c->reliability, m->reliability, m->people * 8);
    memcpy(c->bad_spell, m->bad, m->people);
    memcpy(c->losses, m->losses, m->people * 8);
    memcpy(c->ended, m->ended, m->blocks * PAIRS * 8);
    memcpy(c->hurt, m->hurt, m->blocks * TIES * 8);
    memcpy(c->standing, m->standing, m->blocks * TIES * 8);
    for (int64_t k = 0; k < m->blocks; k++) {
        const Block *b = &m->block[k];
        memcpy(c->intimacy + k * PAIRS, b->intimacy, sizeof b->intimacy);
        for (int i = 0; i < PAIRS; i++) c->active[k * PAIRS + i] = b->type[i] != m->types;
        for (int t = 0; t < TIES; t++) {
            const int64_t at = k * TIES + t;
            c->trust[at] = b->trust[t];
            c->ceiling[at] = b->ceiling[t];
            c->history[at] = b->history[t];
            c->breaches[at] = b->breaches[t];
            c->caught[at] = b->caught[t];
            c->hurt_count[at] = c->hidden_count[at] = 0;
        }
        memset(c->hurt_size + k * TIES * SLOTS, 0, TIES * SLOTS * 8);
        memset(c->hurt_born + k * TIES * SLOTS, 0, TIES * SLOTS * 8);
        memset(c->hidden_size + k * TIES * SLOTS, 0, TIES * SLOTS * 8);
        memset(c->hidden_key + k * TIES * SLOTS, 0, TIES * SLOTS * 8);
        memset(c->hidden_deliberate + k * TIES * SLOTS, 0, TIES * SLOTS);
        memset(c->hidden_scripted + k * TIES * SLOTS, 0, TIES * SLOTS);
        for (int32_t h = 0; h < b->count; h++)
            if (b->tie[h] < TIES) {
                const int64_t tie = k * TIES + b->tie[h], at = tie * SLOTS + c->hurt_count[tie]++;
                c->hurt_size[at] = b->size[h];
                c->hurt_born[at] = b->born[h];
            }
        for (int32_t h = 0; h < b->secrets; h++) {
            const int64_t tie = k * TIES + b->secret_tie[h], at = tie * SLOTS + c->hidden_count[tie]++;
            c->hidden_size[at] = b->secret_size[h];
            c->hidden_key[at] = b->secret_key[h];
            c->hidden_deliberate[at] = b->secret_flags[h] & 1;
            c->hidden_scripted[at] = b->secret_flags[h] >> 1;
        }
    }
}

void model_cycles(const Model *m, uint64_t *into) { memcpy(into, m->cycles, sizeof m->cycles); }

void model_free(Model *m)
{
    for (int64_t k = 0; k < m->blocks; k++) {
        Block *b = &m->block[k];
        void *parts[] = {b->size,       b->rate,        b->born,       b->tie,         b->secret_who,
                         b->secret_key, b->secret_size, b->secret_tie, b->secret_flags};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) free(parts[i]);
    }
    void *parts[] = {m->block,       m->acting, m->relying,   m->person_key, m->reliability,    m->habit,
                     m->consistency, m->caused, m->friends,   m->bad,        m->losses,         m->ended,
                     m->encounters,  m->ending, m->hurt,      m->standing,   m->first_listener, m->listener,
                     m->story,       m->heard,  m->candidate, m->log_table,  m->fresh_table};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) free(parts[i]);
    free(m);
}
