// Mathematical functions: name, argument, and the bits of the result.
// compare: bits
#include "check.h"
#include <fenv.h>
#include <math.h>

static void put(const char *name, double x, double y)
{
	uint64_t b;
	memcpy(&b, &y, 8);
	/* The sign of what is not a number is left open. */
	if (isnan(x)) x = NAN;
	if (isnan(y)) b = 0x7ff8000000000000;
	printf("%s %.17g %016llx\n", name, x, (unsigned long long)b);
}

static void putf(const char *name, float x, float y)
{
	uint32_t b;
	memcpy(&b, &y, 4);
	if (isnan(y)) b = 0x7fc00000;
	printf("%s %.9g %08x\n", name, x, b);
}

static const double values[] = {
	0, -0.0, 1e-320, 1e-10, 0.1, 0.3333333333333333, 0.5, 0.7, 0.9999999, 1, 1.0000001, 1.5, 2, 2.718281828459045,
	3.141592653589793, 7.25, 10, 20.5, 33.3, 100, 709.5, 1000.25, 123456.789, 1e6, 1e15, 1e22, 1e100, 1e300, INFINITY, NAN,
};
#define VALUES (int)(sizeof values / sizeof *values)

typedef double one(double);
typedef float onef(float);
typedef double two(double, double);

static const struct { const char *name; one *f; } exact[] = {
	{ "sqrt", sqrt }, { "floor", floor }, { "ceil", ceil }, { "trunc", trunc }, { "round", round }, { "rint", rint },
	{ "nearbyint", nearbyint }, { "fabs", fabs }, { "logb", logb },
}, close[] = {
	{ "~sin", sin }, { "~cos", cos }, { "~tan", tan }, { "~asin", asin }, { "~acos", acos }, { "~atan", atan }, { "~exp", exp },
	{ "~exp2", exp2 }, { "~expm1", expm1 }, { "~log", log }, { "~log2", log2 }, { "~log10", log10 }, { "~log1p", log1p },
	{ "~sinh", sinh }, { "~cosh", cosh }, { "~tanh", tanh }, { "~asinh", asinh }, { "~acosh", acosh }, { "~atanh", atanh },
	{ "~cbrt", cbrt }, { "~erf", erf }, { "~erfc", erfc },
};
static const struct { const char *name; onef *f; } closef[] = {
	{ "~sinf", sinf }, { "~cosf", cosf }, { "~tanf", tanf }, { "~expf", expf }, { "~exp2f", exp2f }, { "~logf", logf },
	{ "~log2f", log2f }, { "~log10f", log10f }, { "~atanf", atanf }, { "~tanhf", tanhf }, { "sqrtf", sqrtf }, { "~cbrtf", cbrtf },
};
static const struct { const char *name; two *f; } pairs[] = {
	{ "fmod", fmod }, { "remainder", remainder }, { "fdim", fdim }, { "copysign", copysign }, { "nextafter", nextafter },
	{ "~pow", pow }, { "~hypot", hypot }, { "~atan2", atan2 },
};

int main(void)
{
	for (size_t f = 0; f < sizeof exact / sizeof *exact; f++)
		for (int i = 0; i < VALUES; i++)
			for (int s = 1; s >= -1; s -= 2) put(exact[f].name, s * values[i], exact[f].f(s * values[i]));
	for (size_t f = 0; f < sizeof close / sizeof *close; f++)
		for (int i = 0; i < VALUES; i++)
			for (int s = 1; s >= -1; s -= 2) put(close[f].name, s * values[i], close[f].f(s * values[i]));
	for (size_t f = 0; f < sizeof closef / sizeof *closef; f++)
		for (int i = 0; i < VALUES; i++) putf(closef[f].name, values[i], closef[f].f((float)values[i]));
	for (size_t f = 0; f < sizeof pairs / sizeof *pairs; f++)
		for (int i = 0; i < VALUES; i++)
			for (int k = 0; k < VALUES; k += 3) put(pairs[f].name, values[i], pairs[f].f(values[i], values[k]));
	for (int i = 0; i < VALUES; i++) {
		int e = 0, q = 0;
		double whole;
		put("fma", values[i], fma(values[i], 1.1, -values[i]));
		put("ldexp", values[i], ldexp(values[i], 5));
		put("scalbn", values[i], scalbn(values[i], -1060));
		put("modf", values[i], modf(values[i], &whole));
		if (isfinite(values[i])) put("frexp", values[i], frexp(values[i], &e));
		if (isfinite(values[i])) put("remquo", values[i], remquo(values[i], 3, &q));
		printf("%d %d %d %d\n", e, q & 7, fpclassify(values[i]) == FP_NORMAL, !isnan(values[i]) && signbit(values[i]));
		if (fabs(values[i]) < 1e15) printf("%lld %lld\n", llround(values[i]), llrint(values[i]));
	}
	put("~tgamma", 5, tgamma(5));
	put("~lgamma", 10.5, lgamma(10.5));
	put("~j0", 1.5, j0(1.5));
	printf("%.15Lg %.15Lg %.15Lg\n", sqrtl(2), sinl(1), powl(2, 0.5L));
	SHOW(fegetround() == FE_TONEAREST);
	return 0;
}
