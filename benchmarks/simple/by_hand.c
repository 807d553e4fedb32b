/* The simple kernel by hand: see benchmarks/simple/__init__.py for the rules.

   Ties are taken in blocks of 512. First the places of the ties that have an encounter are picked, without a branch;
   then those ties alone are worked on, while they are in the nearest cache. */

#include <stdint.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#define BLOCK 512
#define FIRST_FACTOR 0xBF58476D1CE4E5B9u
#define SECOND_FACTOR 0x94D049BB133111EBu

static inline uint64_t mix(uint64_t word) {
    word = (word ^ (word >> 30)) * FIRST_FACTOR;
    word = (word ^ (word >> 27)) * SECOND_FACTOR;
    return word ^ (word >> 31);
}

/* The part of a decision's random number that is the same for all ties of a tick. */
static inline uint64_t moment(uint64_t seed, uint64_t decision, int64_t tick) {
    return mix(mix(seed ^ decision) + (uint64_t)tick * 0x9E3779B97F4A7C15u);
}

#ifdef __AVX2__
/* For each set of lanes, as four bits, the lanes that are in it. */
static const int32_t lanes[16][4] __attribute__((aligned(16))) = {
    {0},    {0},    {1},    {0, 1},    {2},    {0, 2},    {1, 2},    {0, 1, 2},
    {3},    {0, 3}, {1, 3}, {0, 1, 3}, {2, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3}};

/* Four 64-bit products out of three 32-bit ones each: AVX2 has no wider ones. */
static inline __m256i times(__m256i words, uint64_t factor) {
    __m256i low = _mm256_set1_epi64x((int64_t)(factor & 0xFFFFFFFFu)), high = _mm256_set1_epi64x((int64_t)(factor >> 32));
    __m256i crossed =
        _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(words, 32), low), _mm256_mul_epu32(words, high));
    return _mm256_add_epi64(_mm256_mul_epu32(words, low), _mm256_slli_epi64(crossed, 32));
}

static inline __m256i mix_of_four(__m256i words) {
    words = times(_mm256_xor_si256(words, _mm256_srli_epi64(words, 30)), FIRST_FACTOR);
    words = times(_mm256_xor_si256(words, _mm256_srli_epi64(words, 27)), SECOND_FACTOR);
    return _mm256_xor_si256(words, _mm256_srli_epi64(words, 31));
}
#endif

/* Writes the places of the ties of a block that have an encounter, and returns how many they are. `met` has room for
   four more than a block. */
static inline int pick(int32_t *restrict met, int64_t first, int count, uint64_t meeting, uint64_t threshold) {
    int meetings = 0, place = 0;
#ifdef __AVX2__
    __m256i limit = _mm256_set1_epi64x((int64_t)threshold), key = _mm256_set1_epi64x((int64_t)meeting);
    __m256i who = _mm256_add_epi64(_mm256_set1_epi64x(first), _mm256_set_epi64x(3, 2, 1, 0));
    for (; place + 4 <= count; place += 4) {
        __m256i words = _mm256_srli_epi64(mix_of_four(_mm256_xor_si256(who, key)), 11);
        int below = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(limit, words)));
        __m128i found = _mm_add_epi32(_mm_load_si128((const __m128i *)lanes[below]), _mm_set1_epi32(place));
        _mm_storeu_si128((__m128i *)(met + meetings), found);
        meetings += __builtin_popcount((unsigned)below);
        who = _mm256_add_epi64(who, _mm256_set1_epi64x(4));
    }
#endif
    for (; place < count; place++) {
        met[meetings] = place;
        meetings += mix((uint64_t)(first + place) ^ meeting) >> 11 < threshold;
    }
    return meetings;
}

static void pass(int64_t ties, const int32_t *restrict target, const double *restrict reliability,
                 double *restrict trust, double *restrict hurt, uint64_t meeting, uint64_t keeping,
                 uint64_t threshold, double gain, double loss, double heal, double blow) {
    int32_t met[BLOCK + 4];
    for (int64_t first = 0; first < ties; first += BLOCK) {
        int count = (int)(ties - first < BLOCK ? ties - first : BLOCK);
        int meetings = pick(met, first, count, meeting, threshold);
        for (int number = 0; number < meetings; number++) {
            int64_t tie = first + met[number];
            double t = trust[tie], h = hurt[tie];
            double draw = (double)(int64_t)(mix((uint64_t)tie ^ keeping) >> 11) * 0x1p-53;
            int kept = draw < reliability[target[tie]];
            double kept_trust = t + gain * (1.0 - h) * (1.0 - t), kept_hurt = h * (1.0 - heal);
            double broken_trust = t * (1.0 - loss), broken_hurt = h + blow * (1.0 - h);
            trust[tie] = kept ? kept_trust : broken_trust;
            hurt[tie] = kept ? kept_hurt : broken_hurt;
        }
    }
}

void run(int64_t ties, const int32_t *target, const double *reliability, double *trust, double *hurt, int64_t first,
         int64_t last, uint64_t seed, uint64_t meeting, uint64_t keeping, uint64_t threshold, double gain, double loss,
         double heal, double blow) {
    for (int64_t tick = first; tick < last; tick++)
        pass(ties, target, reliability, trust, hurt, moment(seed, meeting, tick), moment(seed, keeping, tick),
             threshold, gain, loss, heal, blow);
}
