/*
 * Filters for pictures: filter blur|edge|grey [-r RADIUS] [-t THREADS] [IN.ppm [OUT.ppm]]
 *
 * Reads and writes PPM (P6, 8 bits a sample), by default from standard input to standard output. The rows are shared out to
 * THREADS threads; the result doesn't depend on how many.
 */
#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_THREADS = 64, MAX_SIDE = 32768 };

struct picture {
	int width, height;
	unsigned char *samples;
};

typedef void row_filter(const struct picture *in, struct picture *out, int y);

static int radius = 2;
static row_filter *filter_row;
static struct picture in, out;
static int threads = 1;

static const unsigned char *at(const struct picture *p, int x, int y)
{
	x = x < 0 ? 0 : x >= p->width ? p->width - 1 : x;
	y = y < 0 ? 0 : y >= p->height ? p->height - 1 : y;
	return p->samples + ((size_t)y * p->width + x) * 3;
}

static int luminance(const unsigned char *p)
{
	return (p[0] * 77 + p[1] * 150 + p[2] * 29) >> 8;
}

static void grey(const struct picture *from, struct picture *to, int y)
{
	for (int x = 0; x < from->width; x++) memset(to->samples + ((size_t)y * to->width + x) * 3, luminance(at(from, x, y)), 3);
}

static void blur(const struct picture *from, struct picture *to, int y)
{
	int n = (2 * radius + 1) * (2 * radius + 1);
	for (int x = 0; x < from->width; x++) {
		int sum[3] = { n / 2, n / 2, n / 2 };
		for (int dy = -radius; dy <= radius; dy++) {
			for (int dx = -radius; dx <= radius; dx++) {
				const unsigned char *p = at(from, x + dx, y + dy);
				for (int c = 0; c < 3; c++) sum[c] += p[c];
			}
		}
		for (int c = 0; c < 3; c++) to->samples[((size_t)y * to->width + x) * 3 + c] = sum[c] / n;
	}
}

/* Sobel's operator on luminance. */
static void edge(const struct picture *from, struct picture *to, int y)
{
	for (int x = 0; x < from->width; x++) {
		int l[3][3];
		for (int dy = 0; dy < 3; dy++)
			for (int dx = 0; dx < 3; dx++) l[dy][dx] = luminance(at(from, x + dx - 1, y + dy - 1));
		int gx = l[0][2] + 2 * l[1][2] + l[2][2] - l[0][0] - 2 * l[1][0] - l[2][0];
		int gy = l[2][0] + 2 * l[2][1] + l[2][2] - l[0][0] - 2 * l[0][1] - l[0][2];
		int g = abs(gx) + abs(gy);
		memset(to->samples + ((size_t)y * to->width + x) * 3, g > 255 ? 255 : g, 3);
	}
}

static const struct { const char *name; row_filter *row; } filters[] = { { "blur", blur }, { "edge", edge }, { "grey", grey } };

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "filter: %s: %s\n", what, why);
	exit(1);
}

/* The next number of a header; comments run from # to the end of the line. */
static int number(FILE *f)
{
	int c = getc(f), n = 0, digits = 0;
	while (isspace(c) || c == '#') {
		if (c == '#')
			while (c != '\n' && c != EOF) c = getc(f);
		c = getc(f);
	}
	for (; isdigit(c) && digits < 9; c = getc(f), digits++) n = n * 10 + c - '0';
	return digits && isspace(c) ? n : -1;
}

static void read_picture(struct picture *p, const char *name)
{
	FILE *f = strcmp(name, "-") ? fopen(name, "rb") : stdin;
	if (!f) fail(name, strerror(errno));
	if (getc(f) != 'P' || getc(f) != '6') fail(name, "expected a PPM picture that begins with P6");
	p->width = number(f);
	p->height = number(f);
	int most = number(f);
	if (p->width < 1 || p->height < 1 || p->width > MAX_SIDE || p->height > MAX_SIDE) fail(name, "expected a width and a height from 1 to 32768");
	if (most != 255) fail(name, "expected 255 as the largest sample");
	size_t size = (size_t)p->width * p->height * 3;
	p->samples = malloc(size);
	if (!p->samples) fail(name, "not enough memory for the picture");
	if (fread(p->samples, 1, size, f) != size) fail(name, "the picture ends too early");
	if (f != stdin) fclose(f);
}

static void write_picture(const struct picture *p, const char *name)
{
	FILE *f = strcmp(name, "-") ? fopen(name, "wb") : stdout;
	if (!f) fail(name, strerror(errno));
	fprintf(f, "P6\n%d %d\n255\n", p->width, p->height);
	fwrite(p->samples, 3, (size_t)p->width * p->height, f);
	if (fflush(f) || ferror(f)) fail(name, strerror(errno));
	if (f != stdout) fclose(f);
}

static void *share(void *arg)
{
	for (int y = (int)(size_t)arg; y < in.height; y += threads) filter_row(&in, &out, y);
	return NULL;
}

static int usage(void)
{
	fprintf(stderr, "usage: filter blur|edge|grey [-r RADIUS] [-t THREADS] [IN.ppm [OUT.ppm]]\n");
	return 2;
}

int main(int argc, char **argv)
{
	if (argc < 2) return usage();
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		if (!strcmp(argv[1], filters[i].name)) filter_row = filters[i].row;
	if (!filter_row) return usage();
	optind = 2;
	for (int c; (c = getopt(argc, argv, "r:t:")) != -1;) {
		if (c == 'r') radius = atoi(optarg);
		else if (c == 't') threads = atoi(optarg);
		else return usage();
	}
	if (radius < 0 || radius > 100 || threads < 1 || threads > MAX_THREADS || argc - optind > 2) return usage();

	read_picture(&in, argc > optind ? argv[optind] : "-");
	out = in;
	out.samples = malloc((size_t)in.width * in.height * 3);
	if (!out.samples) fail("the result", "not enough memory");
	pthread_t t[MAX_THREADS];
	int started = 1;
	for (; started < threads; started++)
		if (pthread_create(&t[started], NULL, share, (void *)(size_t)started)) break;
	/* What no thread could be started for is done here. */
	for (int i = started; i < threads; i++) share((void *)(size_t)i);
	share((void *)0);
	for (int i = 1; i < started; i++) pthread_join(t[i], NULL);
	write_picture(&out, argc > optind + 1 ? argv[optind + 1] : "-");
	return 0;
}
