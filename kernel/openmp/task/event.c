/* Detachable tasks: complete when both the body is over and the event is fulfilled. */
#include "task/task.h"

volatile int detached_tasks;

void *__kmpc_task_allow_completion_event(struct ident *source, int gtid, void *task)
{
	store(&detached_tasks, 1);
	return header(task);
}

void omp_fulfill_event(omp_event_handle_t event)
{
	struct task *t = (struct task *)event;
	if (swap(&t->event, EVENT_FULFILLED) != EVENT_BODY_DONE) return;
	complete(self(), t);
}

void __kmpc_proxy_task_completed(int gtid, void *task)
{
	omp_fulfill_event((omp_event_handle_t)header(task));
}

void __kmpc_proxy_task_completed_ooo(void *task)
{
	omp_fulfill_event((omp_event_handle_t)header(task));
}
