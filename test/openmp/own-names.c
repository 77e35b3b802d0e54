// A program may give its own functions and variables the names that the kernel and the OpenMP runtime use inside.
// flags: -fopenmp
#include <stdio.h>

int barrier = 7, spins, lock, settings[3] = { 1, 2, 3 }, idle;
void complete(void) { puts("complete"); }
int word(int x) { return x; }
void panic(const char *text) { puts(text); }
int push(int x) { return x; }
void run_task(void) { puts("run_task"); }
int proxy_call(int a) { return a; }
int sys_write(int a) { return a; }

int main(void)
{
#pragma omp parallel num_threads(4)
	{
#pragma omp task
		{
#pragma omp atomic
			spins++;
		}
#pragma omp critical
		lock++;
	}
	complete();
	panic("panic");
	run_task();
	printf("%d %d %d %d %d %d\n", barrier, spins, lock, word(3) + push(1), proxy_call(5) + sys_write(6), settings[2] + idle);
	return 0;
}
