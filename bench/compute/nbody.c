/* The pull of many bodies on a few. All of them: the bodies sit in pairs opposite each other, so the pull on the first, in the middle, is 0. */
#include "kernel.h"
#include <math.h>

enum { PULLED = 8 };

static double *px, *py, *pz, *mass, ax[PULLED], ay[PULLED], az[PULLED];
static const double softening2 = 1e-3;
static long n;

/* The least significant digits become the most significant ones: even coverage of [0, 1). */
static double spread(unsigned i)
{
	unsigned r = 0;
	for (int bit = 0; bit < 32; bit++) r |= (i >> bit & 1) << (31 - bit);
	return r * 0x1p-32;
}

static void prepare(char *memory, size_t bytes)
{
	n = bytes / (4 * sizeof *px) - 32;
	n -= 1 - n % 2;   /* one in the middle, the others in pairs */
	double **all[] = { &px, &py, &pz, &mass };
	for (int i = 0; i < 4; i++) *all[i] = part(&memory, n * sizeof *px);
	px[0] = py[0] = pz[0] = 0;
	mass[0] = 1;
	for (long i = 1; i < n; i += 2) {
		double angle = i * 2.399963229728653 /* the golden angle */, z = 2 * spread(i) - 1, size = 0.5 + spread(i * 5);
		double across = size * sqrt(1 - z * z);
		px[i] = across * cos(angle), py[i] = across * sin(angle), pz[i] = size * z;
		px[i + 1] = -px[i], py[i + 1] = -py[i], pz[i + 1] = -pz[i];
		mass[i] = mass[i + 1] = (0.5 + spread(i * 3)) / n;
	}
}

static void pull(int i)
{
	const double *restrict x = px, *restrict y = py, *restrict z = pz, *restrict m = mass;
	double x0 = px[i], y0 = py[i], z0 = pz[i], sx = 0, sy = 0, sz = 0;
#pragma omp parallel for simd schedule(static) reduction(+ : sx, sy, sz)
	for (long k = 0; k < n; k++) {
		double dx = x[k] - x0, dy = y[k] - y0, dz = z[k] - z0;
		double r2 = dx * dx + dy * dy + dz * dz + softening2, f = m[k] / (r2 * sqrt(r2));
		sx += f * dx;
		sy += f * dy;
		sz += f * dz;
	}
	ax[i] = sx;
	ay[i] = sy;
	az[i] = sz;
}

static void run(void)
{
	for (int i = 0; i < PULLED; i++) pull(i);
}

static double check(void)
{
	double all = 0;
	if (!(fabs(ax[0]) + fabs(ay[0]) + fabs(az[0]) < 1e-9)) return NAN;
	for (int i = 0; i < PULLED; i++) all += sqrt(ax[i] * ax[i] + ay[i] * ay[i] + az[i] * az[i]);
	return all;
}

const struct kernel nbody_kernel = { "nbody", prepare, run, check };
