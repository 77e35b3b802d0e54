/*
 * A bulk-synchronous program whose ranks are disturbed on purpose:
 * bsp STEPS STEP_US ROUNDS [fixed|exponential:PERIOD_US:DURATION_US]...
 *
 * A step is STEP_US of work on each rank, then an MPI_Allreduce of one double. A detour takes a rank's CPU away: it stops working until the detour
 * is over. `fixed` detours begin every PERIOD_US and take DURATION_US, with a phase of each rank's own (F. Petrini, D. J. Kerbyson,
 * S. Pakin, "The case of the missing supercomputer performance", 2003; T. Hoefler, T. Schneider, A. Lumsdaine, "Characterizing the
 * influence of system noise on large-scale applications by simulation", 2010). `exponential` ones have exponentially distributed durations of
 * that mean, and gaps between them of the mean PERIOD_US - DURATION_US. What of a detour falls into waiting for other ranks costs nothing.
 *
 * Every round times STEPS steps without detours and then with each kind. Prints, of rank 0: `step NANOSECONDS` without, `noise_K NANOSECONDS` with
 * the K-th kind, each the mean over all rounds, and `detours_K`, how many of them met work on all ranks together.
 */
#include <math.h>
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../support/clock.h"

enum { MOST_KINDS = 16, CHUNK_NS = 1000, CALIBRATION = 2000 };
/* A detour that was over for so long before it could be made up for fell into a time in which others had the CPU. */
enum { LOST_NS = 10 * CHUNK_NS };

struct noise { int exponential; double period, duration; };

/* Detours of this rank: when the next one begins and ends. */
static struct { struct noise kind; double begin, end; } next;
static long turns_per_chunk = 400, met;
static uint64_t state;
static volatile double sink;

/* splitmix64 (Steele, Lea and Flood 2014); in (0, 1]. */
static double uniform(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return ((z ^ z >> 31) >> 11) * 0x1p-53 + 0x1p-53;
}

static double exponential(double mean) { return -mean * log(uniform()); }

/* Work that is the same whenever it is done: a chain of multiplications. */
static void chunk(void)
{
	double a = 1;
	for (long i = 0; i < turns_per_chunk; i++) a *= 1.0000001;
	sink = a;
}

static void calibrate(void)
{
	double best = 1e18;
	for (int i = 0; i < CALIBRATION; i++) {
		double start = now_ns();
		chunk();
		double took = now_ns() - start;
		if (took < best) best = took;
	}
	turns_per_chunk = turns_per_chunk * CHUNK_NS / best + 1;
}

static void begin_noise(const struct noise *kind, double now)
{
	next.begin = INFINITY;
	if (!kind) return;
	next.kind = *kind;
	double gap = kind->period - kind->duration;
	next.begin = now + (kind->exponential ? exponential(gap) : kind->period * uniform());
	next.end = next.begin + (kind->exponential ? exponential(kind->duration) : kind->duration);
}

static void advance_noise(void)
{
	double duration = next.kind.duration;
	if (next.kind.exponential) {
		next.begin = next.end + exponential(next.kind.period - duration);
		next.end = next.begin + exponential(duration);
	} else {
		next.begin += next.kind.period;
		next.end = next.begin + duration;
	}
}

/* Detours until now: those that are over while nobody worked are forgotten, one that lasts is waited for. */
static void suffer(void)
{
	double now;
	while ((now = now_ns()) >= next.begin) {
		if (now < next.end) {
			met++;
			while (now_ns() < next.end);
		}
		advance_noise();
	}
}

/*
 * A detour that began within a chunk has taken that long from it: its whole length is made up for. One that fell into a time in which others had
 * the CPU is not: on a busy machine they would become more than can ever be made up for.
 */
static void work(long chunks)
{
	suffer();
	for (long i = 0; i < chunks; i++) {
		chunk();
		double now = now_ns();
		while (now >= next.begin) {
			if (now - next.end < LOST_NS) {
				double until = now + (next.end - next.begin);
				while ((now = now_ns()) < until);
				met++;
			}
			advance_noise();
		}
	}
}

static double steps_of(long steps, long chunks, const struct noise *kind)
{
	double value = 1, sum;
	MPI_Barrier(MPI_COMM_WORLD);
	double start = now_ns();
	begin_noise(kind, start);
	for (long s = 0; s < steps; s++) {
		work(chunks);
		MPI_Allreduce(&value, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
	}
	return now_ns() - start;
}

static int read_noise(const char *text, struct noise *kind)
{
	const char *colon = strchr(text, ':');
	char name[16] = "";
	if (!colon || colon - text >= (long)sizeof name) return 0;
	memcpy(name, text, colon - text);
	kind->exponential = !strcmp(name, "exponential");
	if (!kind->exponential && strcmp(name, "fixed")) return 0;
	if (sscanf(colon + 1, "%lf:%lf", &kind->period, &kind->duration) != 2) return 0;
	kind->period *= 1e3;
	kind->duration *= 1e3;
	return kind->duration > 0 && kind->duration < kind->period;
}

int main(int argc, char **argv)
{
	struct noise kinds[MOST_KINDS];
	double times[MOST_KINDS + 1] = { 0 };
	long detours[MOST_KINDS + 1] = { 0 }, all[MOST_KINDS + 1];
	int rank, count = argc - 4;
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	long steps = argc > 1 ? atol(argv[1]) : 0, chunks = argc > 2 ? atof(argv[2]) * 1e3 / CHUNK_NS : 0, rounds = argc > 3 ? atol(argv[3]) : 0;
	int right = steps > 0 && chunks > 0 && rounds > 0 && count >= 0 && count <= MOST_KINDS;
	for (int k = 0; right && k < count; k++) right = read_noise(argv[4 + k], &kinds[k]);
	if (!right) {
		/* Rank 0 ends them all, after its message: another rank's MPI_Abort could stop it before. */
		if (rank) MPI_Barrier(MPI_COMM_WORLD);
		fprintf(stderr, "usage: bsp STEPS STEP_US ROUNDS [fixed|exponential:PERIOD_US:DURATION_US]..., at most %d\n", MOST_KINDS);
		MPI_Abort(MPI_COMM_WORLD, 2);
	}
	state = 12345 + 7919u * rank;
	calibrate();
	steps_of(steps / 10 + 1, chunks, NULL);
	for (long round = 0; round < rounds; round++)
		for (int k = 0; k <= count; k++) {
			met = 0;
			times[k] += steps_of(steps, chunks, k ? &kinds[k - 1] : NULL) / steps / rounds;
			detours[k] += met;
		}
	MPI_Reduce(detours, all, MOST_KINDS + 1, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
	if (!rank) {
		printf("step %.0f\n", times[0]);
		for (int k = 1; k <= count; k++) printf("noise_%d %.0f\ndetours_%d %ld\n", k, times[k], k, all[k]);
	}
	MPI_Finalize();
	return 0;
}
