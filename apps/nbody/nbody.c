/*
 * Bodies that attract each other: nbody [-n BODIES] [-s STEPS] [-e EVERY] [-d DT] [-p POSITIONS.csv]
 *
 * Prints a line of CSV every EVERY steps: step, time, kinetic, potential and total energy, and how far the total has drifted
 * since the start, relative to it; with -p also writes the positions there. The method (leapfrog, kick-drift-kick, with
 * softened gravity) keeps the energy: the exit code is 1 when it has drifted by more than one part in a thousand.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int n = 256, steps = 200, every = 20;
static double dt = 1e-3;
static const double softening2 = 1e-3;
static double *px, *py, *pz, *vx, *vy, *vz, *ax, *ay, *az, *mass;

static double uniform(void)
{
	static unsigned long long state = 0x853c49e6748fea9bULL;
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (double)(state >> 11) / 9007199254740992.0;
}

static double *numbers(void)
{
	double *p = calloc(n, sizeof *p);
	if (p) return p;
	fprintf(stderr, "nbody: not enough memory for %d bodies\n", n);
	exit(1);
}

/* A ball of bodies that turns about its axis. */
static void place(void)
{
	double **all[] = { &px, &py, &pz, &vx, &vy, &vz, &ax, &ay, &az, &mass };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) *all[i] = numbers();
	for (int i = 0; i < n; i++) {
		do {
			px[i] = 2 * uniform() - 1;
			py[i] = 2 * uniform() - 1;
			pz[i] = 2 * uniform() - 1;
		} while (px[i] * px[i] + py[i] * py[i] + pz[i] * pz[i] > 1);
		vx[i] = -0.5 * py[i];
		vy[i] = 0.5 * px[i];
		mass[i] = (0.5 + uniform()) / n;
	}
}

static void accelerate(void)
{
	for (int i = 0; i < n; i++) {
		double x = 0, y = 0, z = 0;
		for (int k = 0; k < n; k++) {
			double dx = px[k] - px[i], dy = py[k] - py[i], dz = pz[k] - pz[i];
			double r2 = dx * dx + dy * dy + dz * dz + softening2, f = mass[k] / (r2 * sqrt(r2));
			x += f * dx;
			y += f * dy;
			z += f * dz;
		}
		ax[i] = x;
		ay[i] = y;
		az[i] = z;
	}
}

static void step(void)
{
	for (int i = 0; i < n; i++) {
		vx[i] += 0.5 * dt * ax[i], vy[i] += 0.5 * dt * ay[i], vz[i] += 0.5 * dt * az[i];
		px[i] += dt * vx[i], py[i] += dt * vy[i], pz[i] += dt * vz[i];
	}
	accelerate();
	for (int i = 0; i < n; i++) vx[i] += 0.5 * dt * ax[i], vy[i] += 0.5 * dt * ay[i], vz[i] += 0.5 * dt * az[i];
}

static void energies(double *kinetic, double *potential)
{
	*kinetic = *potential = 0;
	for (int i = 0; i < n; i++) {
		*kinetic += 0.5 * mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i]);
		for (int k = 0; k < i; k++) {
			double dx = px[k] - px[i], dy = py[k] - py[i], dz = pz[k] - pz[i];
			*potential -= mass[i] * mass[k] / sqrt(dx * dx + dy * dy + dz * dz + softening2);
		}
	}
}

static int usage(void)
{
	fprintf(stderr, "usage: nbody [-n BODIES] [-s STEPS] [-e EVERY] [-d DT] [-p POSITIONS.csv]\n");
	return 2;
}

int main(int argc, char **argv)
{
	FILE *positions = NULL;
	const char *file = NULL;
	for (int c; (c = getopt(argc, argv, "n:s:e:d:p:")) != -1;) {
		if (c == 'n') n = atoi(optarg);
		else if (c == 's') steps = atoi(optarg);
		else if (c == 'e') every = atoi(optarg);
		else if (c == 'd') dt = atof(optarg);
		else if (c == 'p') file = optarg;
		else return usage();
	}
	if (n < 1 || n > 1000000 || steps < 0 || every < 1 || !(dt > 0)) return usage();
	if (file && !(positions = fopen(file, "w"))) {
		perror(file);
		return 1;
	}
	if (positions) fprintf(positions, "step,body,x,y,z\n");
	place();
	accelerate();
	double first = 0, drift = 0;
	printf("step,time,kinetic,potential,total,drift\n");
	for (int s = 0; s <= steps; s++) {
		if (s) step();
		if (s % every) continue;
		double kinetic, potential;
		energies(&kinetic, &potential);
		if (!s) first = kinetic + potential;
		double off = fabs((kinetic + potential - first) / first);
		if (!(off <= drift)) drift = off;
		printf("%d,%g,%.9f,%.9f,%.9f,%.3e\n", s, s * dt, kinetic, potential, kinetic + potential, off);
		for (int i = 0; positions && i < n; i++) fprintf(positions, "%d,%d,%.6f,%.6f,%.6f\n", s, i, px[i], py[i], pz[i]);
	}
	if (positions && fclose(positions)) {
		perror(file);
		return 1;
	}
	if (drift <= 1e-3) return 0;
	fprintf(stderr, "nbody: the energy drifted by %g, more than one part in a thousand: take a smaller step than %g\n", drift, dt);
	return 1;
}
