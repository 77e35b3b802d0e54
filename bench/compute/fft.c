/*
 * Fast Fourier transform of complex numbers by Stockham's self-sorting method, radix 2 (T. G. Stockham, "High-speed convolution and
 * correlation", 1966): each stage reads one array in order and writes the other, no bits are reversed.
 * Two tones must come out as two peaks.
 */
#include "kernel.h"
#include <math.h>

struct complex { double re, im; };

static struct complex *input, *work[2], *roots, *output;
static long n, low, high;

static void prepare(char *memory, size_t bytes)
{
	/* Input, two arrays to work in, half as many roots. */
	for (n = 16; n * 2 * sizeof *input * 7 / 2 + 256 <= bytes; n *= 2);
	low = n / 16;
	high = n / 4 + 1;
	input = part(&memory, n * sizeof *input);
	work[0] = part(&memory, n * sizeof *input);
	work[1] = part(&memory, n * sizeof *input);
	roots = part(&memory, n / 2 * sizeof *input);
	double turn = 2 * 3.14159265358979323846 / n;
	for (long k = 0; k < n / 2; k++) roots[k] = (struct complex){ cos(turn * k), -sin(turn * k) };
	for (long i = 0; i < n; i++) {
		double x = turn * (low * i % n), y = turn * (high * i % n);
		input[i] = (struct complex){ cos(x) + 0.5 * cos(y), sin(x) + 0.5 * sin(y) };
	}
}

/* Butterflies [from, end) of the `stride` that share a root. */
static inline void butterflies(const struct complex *restrict x, struct complex *restrict y, struct complex w, long stride, long half, long from, long end)
{
#pragma omp simd
	for (long k = from; k < end; k++) {
		double re = x[k].re - x[k + half].re, im = x[k].im - x[k + half].im;
		y[k].re = x[k].re + x[k + half].re;
		y[k].im = x[k].im + x[k + half].im;
		y[k + stride].re = re * w.re - im * w.im;
		y[k + stride].im = re * w.im + im * w.re;
	}
}

static void run(void)
{
	const struct complex *x = input;
	int into = 0;
	for (long stride = 1; stride < n; stride *= 2) {
		struct complex *y = work[into];
		long groups = n / 2 / stride;
		if (groups >= stride) {
#pragma omp parallel for schedule(static)
			for (long j = 0; j < groups; j++) butterflies(x + j * stride, y + 2 * j * stride, roots[j * stride], stride, n / 2, 0, stride);
		} else {
			/* Few long groups: cut across them. */
			enum { PIECE = 256 };
			long piece = stride < PIECE ? stride : PIECE;
#pragma omp parallel for collapse(2) schedule(static)
			for (long j = 0; j < groups; j++)
				for (long from = 0; from < stride; from += piece)
					butterflies(x + j * stride, y + 2 * j * stride, roots[j * stride], stride, n / 2, from, from + piece);
		}
		x = output = y;
		into = 1 - into;
	}
}

static double check(void)
{
	double energy = 0;
	for (long i = 0; i < n; i++) {
		double size = hypot(output[i].re, output[i].im) / n, expected = i == low ? 1 : i == high ? 0.5 : 0;
		if (!(fabs(size - expected) < 1e-9)) return NAN;
		energy += size * size;
	}
	return energy;
}

const struct kernel fft_kernel = { "fft", prepare, run, check };
