/* Dependences between the children of one task. */
#ifndef HERMIT_OPENMP_DEPENDENCES_H
#define HERMIT_OPENMP_DEPENDENCES_H
#include "task/task.h"

/* As clang lays it out: a plain list, and one that depend objects bring. */
struct dependence {
	intptr_t address;
	size_t length;
	uint8_t kind;
};
struct dependences {
	int count[2];
	const struct dependence *list[2];
};
/* Submits the task as soon as what it depends on is complete. */
void depend_and_submit(struct member *, struct task *, struct dependences *);
/* Waits until what a task with these would depend on is complete. */
void wait_for_predecessors(struct member *, struct dependences *);
void release_dependents(struct member *, struct task *);
void free_table(struct table *);

#endif
