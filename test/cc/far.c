// Called by near.c, which does not declare them.
#include <stdio.h>

int one(int a) { return a + 1; }
int none(void) { return 7; }
int two(int a, int b) { return a * 10 + b; }
void nothing(int a) { printf("nothing %d\n", a); }
int by_pointer(int a) { return a * 2; }
int declared_so(int a) { return a * 2; }
