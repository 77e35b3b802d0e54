// Dynamic schedules whose chunks are stolen: every iteration once, the last one's values kept, whatever the balance.
// flags: -fopenmp
// run: -e OMP_CANCELLATION=true
#include <omp.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 1000 };
static int seen[MOST];

static void work(int amount)
{
	for (volatile int i = 0; i < amount; i++);
}

/* Times that iterations were not run exactly once, and wrong values of lastprivate. */
static int wrong(int trips, int chunk, int heavy)
{
	int last = -1, value = -1, bad = 0;
	memset(seen, 0, sizeof seen);
#pragma omp parallel num_threads(3)
#pragma omp for schedule(nonmonotonic : dynamic, chunk) lastprivate(last, value)
	for (int i = 0; i < trips; i++) {
#pragma omp atomic
		seen[i]++;
		work((i < trips / 3) == heavy ? 300 : 1);
		last = i;
		value = i * i;
	}
	for (int i = 0; i < trips; i++) bad += seen[i] != 1;
	return bad + (trips && (last != trips - 1 || value != last * last));
}

/* Loops without a barrier that overlap, in both directions. */
static int overlapping(void)
{
	int sum = 0;
#pragma omp parallel num_threads(3) reduction(+ : sum)
	for (int k = 0; k < 40; k++) {
#pragma omp for schedule(dynamic, 2) nowait
		for (int i = 0; i < 17; i++) sum += i;
#pragma omp for schedule(dynamic) nowait
		for (long long i = 30; i > 0; i -= 3) sum += i;
	}
	return sum;
}

static int cancelled(void)
{
	int after = 0;
#pragma omp parallel num_threads(3) reduction(+ : after)
	for (int k = 0; k < 30; k++) {
#pragma omp for schedule(dynamic)
		for (int i = 0; i < 500; i++) {
#pragma omp cancellation point for
			if (i == 5) {
#pragma omp cancel for
			}
		}
#pragma omp for schedule(dynamic)
		for (int i = 0; i < 10; i++) after++;
	}
	return after;
}

int main(void)
{
	int bad = 0;
	for (int trips = 0; trips < 50; trips++)
		for (int chunk = 1; chunk < 9; chunk++) bad += wrong(trips, chunk, chunk % 2);
	for (int chunk = 1; chunk <= MOST + 1; chunk += 100) bad += wrong(MOST, chunk, chunk % 3 == 0);
	printf("wrong: %d\noverlapping: %d\nafter a cancelled loop: %d\n", bad, overlapping(), cancelled());
	return 0;
}
