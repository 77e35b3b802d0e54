/*
 * Overheads of OpenMP constructs, by the method of J. M. Bull, "Measuring Synchronisation and Scheduling Overheads in OpenMP" (EWOMP
 * 1999) and its successors for arrays and tasks (EPCC): the time of many executions of a construct around a short delay, less the time
 * of as many delays alone, per execution. Written anew from the papers.
 */
#ifndef OVERHEAD_H
#define OVERHEAD_H

struct construct {
	const char *name;
	void (*run)(long times);
	void (*reference)(long times);   /* NULL: nothing is subtracted */
	double executions;               /* in each of the times; 0 is 1 */
};

/* Takes about 0.1 µs: a chain of multiplications, which takes as long while the other CPUs work. */
extern int delay_length;
static inline __attribute__((always_inline)) void delay(void)
{
	extern _Thread_local double delay_sink;
	double a = 1;
	for (int i = 0; i < delay_length; i++) a *= 1.0000001;
	if (__builtin_expect(a < 0, 0)) delay_sink = a;
}

/* As many delays. */
void delays(long times);

extern const struct construct sync_constructs[], loop_constructs[], task_constructs[], array_constructs[];
/* Set by main: threads of a team. */
extern int threads;

#endif
