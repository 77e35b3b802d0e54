#ifndef HERMIT_STACKS_H
#define HERMIT_STACKS_H
/* Ends the isle if the words at the end of a stack's guard have changed: the thread used more than its stack. NULL: it has no guard. */
void stack_check(const int *end);
#endif
