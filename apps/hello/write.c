/* The smallest program that says something: one system call. */
#include <unistd.h>

int main(void)
{
	static const char text[] = "Hello from an isle!\n";
	return write(1, text, sizeof text - 1) == sizeof text - 1 ? 0 : 1;
}
