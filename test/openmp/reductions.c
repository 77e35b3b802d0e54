// Reductions of all operators and types, of arrays, and declared by the program.
// flags: -fopenmp
#include "check.h"
#include <complex.h>
#include <omp.h>

struct pair { double sum; int count; };
#pragma omp declare reduction(join : struct pair : omp_out.sum += omp_in.sum, omp_out.count += omp_in.count) initializer(omp_priv = { 0, 0 })

int main(void)
{
	int a = 0, b = 1, c = -1, d = 0, e = 0, low = 1000, high = -1000, all = 1, any = 0;
	double f = 0;
	long double g = 0;
	double complex z = 0;
	short s = 0;
	long long w = 0;
#pragma omp parallel for num_threads(3) reduction(+ : a, f, g, s, w, z) reduction(* : b) reduction(& : c) reduction(| : d) \
	reduction(^ : e) reduction(min : low) reduction(max : high) reduction(&& : all) reduction(|| : any)
	for (int i = 1; i <= 10; i++) {
		a += i;
		f += i * 0.5;
		g += i * 0.25L;
		s += i;
		w += (long long)i << 33;
		z += i + 2 * i * I;
		b *= i % 3 + 1;
		c &= ~(1 << i);
		d |= 1 << i;
		e ^= i * 37;
		if (i < low) low = i;
		if (i > high) high = i;
		all = all && i > 0;
		any = any || i == 7;
	}
	printf("%d %g %g %d %lld %g%+gi %d %x %x %d %d %d %d %d\n", a, f, (double)g, s, w >> 33, creal(z), cimag(z), b, c, d, e, low, high, all, any);
	double v[8] = { 0 };
#pragma omp parallel for num_threads(4) reduction(+ : v[0 : 8])
	for (int i = 0; i < 800; i++) v[i % 8] += i;
	for (int i = 0; i < 8; i++) printf("%g ", v[i]);
	struct pair p = { 0, 0 };
#pragma omp parallel for num_threads(4) reduction(join : p)
	for (int i = 0; i < 100; i++) p.sum += i, p.count++;
	printf("\n%g %d\n", p.sum, p.count);
	long double at = 0;
#pragma omp parallel for num_threads(4)
	for (int i = 0; i < 400; i++) {
#pragma omp atomic
		at += i;
	}
	printf("%g\n", (double)at);
	return 0;
}
