/*
 * Calling an outlined region. WebAssembly checks the signature of an indirect call, so every number of captured variables is a
 * call of its own. Those for few stand here; where an image has regions that capture more, the compiler driver adds a function with
 * exactly the calls that it needs (loader/cc/shapes.ts).
 */
#include "region/region.h"
#include "team/team.h"

/* Lists of macros. */
// clang-format off

/* Answers 0 for a width that it does not know. */
weak int __hermit_openmp_invoke(microtask run, int *gtid, int *tid, int argc, void **arguments) { return 0; }

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
#define T17 T16, int
#define T18 T17, int
#define T19 T18, int
#define T20 T19, int
#define T21 T20, int
#define T22 T21, int
#define T23 T22, int
#define T24 T23, int
#define T25 T24, int
#define T26 T25, int
#define T27 T26, int
#define T28 T27, int
#define T29 T28, int
#define T30 T29, int

#define A(i) , (int)arguments[i]
#define A0
#define A1 A(0)
#define A2 A1 A(1)
#define A3 A2 A(2)
#define A4 A3 A(3)
#define A5 A4 A(4)
#define A6 A5 A(5)
#define A7 A6 A(6)
#define A8 A7 A(7)
#define A9 A8 A(8)
#define A10 A9 A(9)
#define A11 A10 A(10)
#define A12 A11 A(11)
#define A13 A12 A(12)
#define A14 A13 A(13)
#define A15 A14 A(14)
#define A16 A15 A(15)
#define A17 A16 A(16)
#define A18 A17 A(17)
#define A19 A18 A(18)
#define A20 A19 A(19)
#define A21 A20 A(20)
#define A22 A21 A(21)
#define A23 A22 A(22)
#define A24 A23 A(23)
#define A25 A24 A(24)
#define A26 A25 A(25)
#define A27 A26 A(26)
#define A28 A27 A(27)
#define A29 A28 A(28)
#define A30 A29 A(29)

#define CALL(n) case n: ((void (*)(int *, int * T##n))run)(&gtid, &tid A##n); return;

void invoke(microtask run, int gtid, int tid, int argc, void **arguments)
{
	switch (argc) {
	CALL(0) CALL(1) CALL(2) CALL(3) CALL(4) CALL(5) CALL(6) CALL(7)
	CALL(8) CALL(9) CALL(10) CALL(11) CALL(12) CALL(13) CALL(14) CALL(15)
	CALL(16) CALL(17) CALL(18) CALL(19) CALL(20) CALL(21) CALL(22) CALL(23)
	CALL(24) CALL(25) CALL(26) CALL(27) CALL(28) CALL(29) CALL(30)
	}
	_Static_assert(REGION_CAPTURES == 30, "a call for each number of them");
	if (!__hermit_openmp_invoke(run, &gtid, &tid, argc, arguments))
		openmp_fail("a region captures %d variables, and this image has calls for up to %d: link it with `hermit-wasm cc -fopenmp`", argc, REGION_CAPTURES);
}
