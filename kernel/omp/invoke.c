/*
 * Calling an outlined region. WebAssembly checks the signature of an indirect call, so every number of captured variables is a
 * call of its own. A few load their arguments at the call; the others begin with all arguments in locals, because then a case
 * costs two bytes an argument in the image and not six.
 */
#include <string.h>
#include "team.h"

/* Parameter types: so many times `, int`. */
#define T0
#define T1 , int
#define T2 T1, int
#define T3 T2, int
#define T4 T3, int
#define T5 T4, int
#define T6 T5, int
#define T7 T6, int
#define T8 T7, int
#define T9 T8, int
#define T10 T9, int
#define T11 T10, int
#define T12 T11, int
#define T13 T12, int
#define T14 T13, int
#define T15 T14, int
#define T16 T15, int

/* Arguments: the first so many of row q, named by row and column. */
#define A0(q)
#define A1(q) , a##q##_0
#define A2(q) A1(q), a##q##_1
#define A3(q) A2(q), a##q##_2
#define A4(q) A3(q), a##q##_3
#define A5(q) A4(q), a##q##_4
#define A6(q) A5(q), a##q##_5
#define A7(q) A6(q), a##q##_6
#define A8(q) A7(q), a##q##_7
#define A9(q) A8(q), a##q##_8
#define A10(q) A9(q), a##q##_9
#define A11(q) A10(q), a##q##_10
#define A12(q) A11(q), a##q##_11
#define A13(q) A12(q), a##q##_12
#define A14(q) A13(q), a##q##_13
#define A15(q) A14(q), a##q##_14
#define A16(q) A15(q), a##q##_15

/* Whole rows before row q. */
#define TR0
#define TR1 TR0 T16
#define TR2 TR1 T16
#define TR3 TR2 T16
#define TR4 TR3 T16
#define TR5 TR4 T16
#define TR6 TR5 T16
#define TR7 TR6 T16
#define TR8 TR7 T16
#define TR9 TR8 T16
#define TR10 TR9 T16
#define TR11 TR10 T16
#define TR12 TR11 T16
#define AR0
#define AR1 AR0 A16(0)
#define AR2 AR1 A16(1)
#define AR3 AR2 A16(2)
#define AR4 AR3 A16(3)
#define AR5 AR4 A16(4)
#define AR6 AR5 A16(5)
#define AR7 AR6 A16(6)
#define AR8 AR7 A16(7)
#define AR9 AR8 A16(8)
#define AR10 AR9 A16(9)
#define AR11 AR10 A16(10)
#define AR12 AR11 A16(11)

#define CASE(q, r) case q * 16 + r: ((void (*)(int *, int * TR##q T##r))run)(gtid, tid AR##q A##r(q)); return;
#define ROW(q) \
	CASE(q, 0) CASE(q, 1) CASE(q, 2) CASE(q, 3) CASE(q, 4) CASE(q, 5) CASE(q, 6) CASE(q, 7) \
	CASE(q, 8) CASE(q, 9) CASE(q, 10) CASE(q, 11) CASE(q, 12) CASE(q, 13) CASE(q, 14) CASE(q, 15)
/* Volatile: the compiler would else move the loads to every call. */
#define LOAD(q, c) int a##q##_##c = ((volatile int *)arguments)[q * 16 + c];
#define LOADS(q) \
	LOAD(q, 0) LOAD(q, 1) LOAD(q, 2) LOAD(q, 3) LOAD(q, 4) LOAD(q, 5) LOAD(q, 6) LOAD(q, 7) \
	LOAD(q, 8) LOAD(q, 9) LOAD(q, 10) LOAD(q, 11) LOAD(q, 12) LOAD(q, 13) LOAD(q, 14) LOAD(q, 15)

static noinline void invoke_many(microtask run, int *gtid, int *tid, int argc, void **given)
{
	if (argc > MAX_ARITY) omp_fail("a region captures %d variables, at most %d are possible: put some into a struct", argc, MAX_ARITY);
	void *arguments[MAX_ARITY];
	memcpy(arguments, given, argc * sizeof *arguments);
	LOADS(0) LOADS(1) LOADS(2) LOADS(3) LOADS(4) LOADS(5) LOADS(6) LOADS(7) LOADS(8) LOADS(9) LOADS(10) LOADS(11)
	switch (argc) {
	CASE(0, 11) CASE(0, 12) CASE(0, 13) CASE(0, 14) CASE(0, 15)
	ROW(1) ROW(2) ROW(3) ROW(4) ROW(5) ROW(6) ROW(7) ROW(8) ROW(9) ROW(10) ROW(11)
	CASE(12, 0)
	}
}

#define a(i) ((int)arguments[i])
#define CALL(n, ...) case n: ((void (*)(int *, int * T##n))run)(&gtid, &tid, ##__VA_ARGS__); return;

void invoke(microtask run, int gtid, int tid, int argc, void **arguments)
{
	switch (argc) {
	CALL(0)
	CALL(1, a(0))
	CALL(2, a(0), a(1))
	CALL(3, a(0), a(1), a(2))
	CALL(4, a(0), a(1), a(2), a(3))
	CALL(5, a(0), a(1), a(2), a(3), a(4))
	CALL(6, a(0), a(1), a(2), a(3), a(4), a(5))
	CALL(7, a(0), a(1), a(2), a(3), a(4), a(5), a(6))
	CALL(8, a(0), a(1), a(2), a(3), a(4), a(5), a(6), a(7))
	CALL(9, a(0), a(1), a(2), a(3), a(4), a(5), a(6), a(7), a(8))
	CALL(10, a(0), a(1), a(2), a(3), a(4), a(5), a(6), a(7), a(8), a(9))
	}
	invoke_many(run, &gtid, &tid, argc, arguments);
}
