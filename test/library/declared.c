// Functions whose C declarations tell what a call may pass. Each counts that it has been called.
#include <stdint.h>
#include <string.h>
#define EXPORT(name) __attribute__((export_name(#name)))

typedef struct {
	double x, y;
} point;
struct record {
	int32_t id;
	char name[8];
	point at;
	uint64_t big;
	uint8_t flags[3];
	_Bool ok;
	const char *pointer;
};
enum color { RED, GREEN };
typedef int16_t samples[4];

static int calls;
EXPORT(calls_so_far) int calls_so_far(void) { return calls; }

#define NUMBER(name, type) EXPORT(name) type name(type value) { calls++; return value; }
NUMBER(int8, int8_t)
NUMBER(uint8, uint8_t)
NUMBER(int16, int16_t)
NUMBER(uint16, uint16_t)
NUMBER(int32, int32_t)
NUMBER(uint32, uint32_t)
NUMBER(int64, int64_t)
NUMBER(uint64, uint64_t)
NUMBER(size, size_t)
NUMBER(whole, long)
NUMBER(single, float)
NUMBER(twice, double)
NUMBER(truth, _Bool)
NUMBER(color, enum color)

#define POINTER(name, type) EXPORT(name) int name(type *values, int n) { calls++; return values && n ? values[n - 1] : 0; }
POINTER(p_int8, int8_t)
POINTER(p_uint8, uint8_t)
POINTER(p_int16, int16_t)
POINTER(p_uint16, uint16_t)
POINTER(p_int32, const int32_t)
POINTER(p_uint32, uint32_t)
POINTER(p_int64, int64_t)
POINTER(p_uint64, const uint64_t)
POINTER(p_single, float)
POINTER(p_twice, const double)
EXPORT(p_any) int p_any(void *any) { calls++; return any != 0; }
EXPORT(p_pointer) int p_pointer(char **list) { calls++; return list != 0; }

EXPORT(length) int length(const char *text) { calls++; return text ? strlen(text) : -1; }
EXPORT(shout) int shout(char *text)
{
	calls++;
	*text = '!';
	return 0;
}
EXPORT(dot) double dot(const double a[3], const double b[static 3], int n, const float w[n], float m[2][2])
{
	calls++;
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + (n ? w[n - 1] : 0) + m[1][1];
}
EXPORT(four) int four(samples s, const samples *all)
{
	calls++;
	return s[0] + all[0][3];
}
EXPORT(norm) double norm(const point *p)
{
	calls++;
	return p->x + 10 * p->y;
}
EXPORT(shift) void shift(point *p, int n, double dx)
{
	calls++;
	for (int i = 0; i < n; i++) p[i].x += dx;
}
EXPORT(change) int change(struct record *r)
{
	calls++;
	int n = strlen(r->name);
	r->id++;
	strcpy(r->name, "ab");
	r->at.y = 7;
	r->big *= 2;
	r->flags[1] = 9;
	r->ok = !r->ok;
	return n + 100 * sizeof *r;
}
static int doubled(int x) { return 2 * x; }
EXPORT(give) int (*give(void))(int) { return doubled; }
EXPORT(apply) int apply(int (*f)(int))
{
	calls++;
	return f ? f(21) : -1;
}
EXPORT(same) int same(const int *a, const int *b)
{
	calls++;
	return a == b;
}
EXPORT(by_value) double by_value(point p)
{
	calls++;
	return p.x;
}
EXPORT(variadic) int variadic(const char *format, ...)
{
	calls++;
	return *format;
}

// Structures that no object is made for.
struct large { unsigned char first, rest[2 << 20]; };
#define ALL(x) FIVE(A, x)
#define FIVE(m, x) m(x##0) m(x##1) m(x##2) m(x##3) m(x##4)
#define A(x) B(x##0) B(x##1) B(x##2) B(x##3)
#define B(x) C(x##0) C(x##1) C(x##2) C(x##3)
#define C(x) FIELD(x##0) FIELD(x##1) FIELD(x##2) FIELD(x##3)
#define FIELD(x) unsigned char x;
struct wide { ALL(x) };
#undef FIELD
struct holder { struct wide in[2]; };
#define FIELD(x) struct s_##x { unsigned char v; };
ALL(x)
#undef FIELD
#define FIELD(x) struct s_##x m_##x;
struct many { ALL(x) };
EXPORT(large) int large(struct large *v, unsigned char n) { return v->first + n; }
EXPORT(wide) int wide(const struct wide *v, unsigned char n) { return *(const unsigned char *)v + n; }
EXPORT(holder) int holder(const struct holder *v, unsigned char n) { return *(const unsigned char *)v + n; }
EXPORT(many) int many(const struct many *v, unsigned char n) { return *(const unsigned char *)v + n; }

EXPORT(title) const char *title(void) { return "declared"; }

int main(void) { return 0; }
