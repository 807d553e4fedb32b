/* The simple kernel by hand: see benchmarks/simple/__init__.py for the rules.

   Ties are taken in blocks of 512. First the random numbers of a block, without a branch; then the places of the ties
   that have an encounter, without a branch; then those ties alone. */

#include <stdint.h>

#define BLOCK 512

static inline uint64_t mix(uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
    return word ^ (word >> 31);
}

/* The part of a decision's random number that is the same for all ties of a tick. */
static inline uint64_t moment(uint64_t seed, uint64_t decision, int64_t tick) {
    return mix(mix(seed ^ decision) + (uint64_t)tick * 0x9E3779B97F4A7C15u);
}

static void pass(int64_t ties, const int32_t *restrict target, const double *restrict reliability,
                 double *restrict trust, double *restrict hurt, uint64_t meeting, uint64_t keeping,
                 uint64_t threshold, double gain, double loss, double heal, double blow) {
    uint64_t word[BLOCK];
    int32_t met[BLOCK + 1];
    for (int64_t first = 0; first < ties; first += BLOCK) {
        int count = (int)(ties - first < BLOCK ? ties - first : BLOCK);
        for (int place = 0; place < count; place++) word[place] = mix((uint64_t)(first + place) ^ meeting) >> 11;
        int meetings = 0;
        for (int place = 0; place < count; place++) {
            met[meetings] = place;
            meetings += word[place] < threshold;
        }
        for (int number = 0; number < meetings; number++) {
            int64_t tie = first + met[number];
            double t = trust[tie], h = hurt[tie];
            double draw = (double)(mix((uint64_t)tie ^ keeping) >> 11) * 0x1p-53;
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
