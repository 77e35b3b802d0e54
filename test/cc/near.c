// Calls functions of far.c without a declaration, or with another one than they have.
#include <stdio.h>
extern int by_pointer(int);
extern int declared_so(int, int);
int apply(f) int (*f)(); { return f(21, 1); }
int main()
{
	printf("%d\n", one(1, 2, 3));
	printf("%d\n", none(4));
	printf("%d\n", two(4, 2));
	nothing(9, 8);
	printf("%d %d\n", apply(by_pointer), declared_so(4, 5));
	return 0;
}
