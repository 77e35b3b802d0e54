/*
 * Gravity among bodies: ranks own bodies and pass them round a ring; threads of OpenMP compute the forces. Only the first thread of a rank
 * calls MPI (MPI_THREAD_FUNNELED).
 * hybrid [--time] [bodies] [steps]
 *
 * Checked: momentum stays zero, and energy stays what it was to the accuracy of the leapfrog method.
 */
#include <math.h>
#include <omp.h>
#include "app.h"

#define SOFTENING 0.05
#define STEP 1e-3

struct body { double at[3], mass; };

/* Bodies on a spiral around the middle, at rest. */
static void place(struct body *b, long i, long n)
{
	double t = (i + 0.5) / n, angle = i * 2.399963229728653;   /* the golden angle */
	double z = 1 - 2 * t, r = sqrt(1 - z * z);
	*b = (struct body){ { r * cos(angle), r * sin(angle), z }, 1.0 / n };
}

/* What the visiting bodies do to one: acceleration, and its share of the potential energy. */
static double pull(const struct body *me, const struct body *others, long count, double a[3])
{
	double potential = 0;
	for (long k = 0; k < count; k++) {
		double d[3], s = SOFTENING * SOFTENING;
		for (int j = 0; j < 3; j++) {
			d[j] = others[k].at[j] - me->at[j];
			s += d[j] * d[j];
		}
		double inverse = 1 / sqrt(s), cubed = inverse * inverse * inverse * others[k].mass;
		for (int j = 0; j < 3; j++) a[j] += d[j] * cubed;
		/* A body meets itself at distance 0: that term is a constant, which does not matter to a difference. */
		potential -= others[k].mass * inverse;
	}
	return potential * me->mass / 2;
}

/* Every rank's bodies visit every rank: while one set is worked on, the next is already on its way. */
static double forces(struct world w, const struct body *mine, long count, struct body *set[2], long most, double (*a)[3])
{
	double potential = 0;
	long n = count;
	memset(a, 0, count * sizeof *a);
	memcpy(set[0], mine, count * sizeof *mine);
	for (int turn = 0; turn < w.size; turn++) {
		struct body *here = set[turn & 1], *there = set[1 - (turn & 1)];
		MPI_Request requests[2];
		MPI_Status statuses[2];
		int passing = turn + 1 < w.size, bytes;
		if (passing) {
			MPI_Irecv(there, most * sizeof *there, MPI_BYTE, (w.rank + w.size - 1) % w.size, turn, MPI_COMM_WORLD, &requests[0]);
			MPI_Isend(here, n * sizeof *here, MPI_BYTE, (w.rank + 1) % w.size, turn, MPI_COMM_WORLD, &requests[1]);
		}
#pragma omp parallel for schedule(static) reduction(+ : potential)
		for (long i = 0; i < count; i++) potential += pull(&mine[i], here, n, a[i]);
		if (!passing) break;
		MPI_Waitall(2, requests, statuses);
		MPI_Get_count(&statuses[0], MPI_BYTE, &bytes);
		n = bytes / sizeof *there;
	}
	return potential;
}

static double energy(const struct body *mine, double (*v)[3], long count, double potential)
{
	double sum = potential, all;
	for (long i = 0; i < count; i++)
		for (int j = 0; j < 3; j++) sum += 0.5 * mine[i].mass * v[i][j] * v[i][j];
	MPI_Allreduce(&sum, &all, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
	return all;
}

int main(int argc, char **argv)
{
	struct world w = { 0, 1 };
	int provided;
	char **copy = app_memory(argc + 1, sizeof *copy);
	memcpy(copy, argv, argc * sizeof *copy);
	argc = app_begin(argc, copy, 2, "[bodies] [steps]");
	long n = app_number(argc, copy, 1, "the number of bodies", 400, 1, 1000000);
	long steps = app_number(argc, copy, 2, "the number of steps", 50, 1, 1000000);
	MPI_Init_thread(0, 0, MPI_THREAD_FUNNELED, &provided);
	MPI_Comm_rank(MPI_COMM_WORLD, &w.rank);
	MPI_Comm_size(MPI_COMM_WORLD, &w.size);

	struct part part = world_part(n, w.rank, w.size);
	long count = part.count, most = n / w.size + 1;
	struct body *mine = app_memory(count + 1, sizeof *mine), *set[2] = { app_memory(most, sizeof **set), app_memory(most, sizeof **set) };
	double (*v)[3] = app_memory(count + 1, sizeof *v), (*a)[3] = app_memory(count + 1, sizeof *a), momentum[3] = { 0 }, sum[3];
	for (long i = 0; i < count; i++) place(&mine[i], part.first + i, n);

	double start = world_start();
	double potential = forces(w, mine, count, set, most, a), before = energy(mine, v, count, potential);
	for (long s = 0; s < steps; s++) {
		for (long i = 0; i < count; i++)
			for (int j = 0; j < 3; j++) mine[i].at[j] += STEP * (v[i][j] += STEP / 2 * a[i][j]);
		potential = forces(w, mine, count, set, most, a);
		for (long i = 0; i < count; i++)
			for (int j = 0; j < 3; j++) v[i][j] += STEP / 2 * a[i][j];
	}
	world_seconds(w, start);

	double after = energy(mine, v, count, potential);
	for (long i = 0; i < count; i++)
		for (int j = 0; j < 3; j++) momentum[j] += mine[i].mass * v[i][j];
	MPI_Allreduce(momentum, sum, 3, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
	double drift = fabs(after - before) / fabs(before);
	int still = fabs(sum[0]) + fabs(sum[1]) + fabs(sum[2]) < 1e-9;
	if (w.rank == 0) printf("%ld bodies, %ld steps: momentum %s, energy %s\n", n, steps, still ? "zero" : "NOT ZERO", drift < 1e-4 ? "kept" : "NOT KEPT");
	free(mine);
	free(set[0]);
	free(set[1]);
	free(v);
	free(a);
	free(copy);
	return world_end(w, provided >= MPI_THREAD_FUNNELED && still && drift < 1e-4);
}
