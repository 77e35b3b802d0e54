/* What libc's posix_spawn hands to the kernel for a child: its descriptors in terms of this program's. */
#ifndef HERMIT_SPAWN_PLAN_H
#define HERMIT_SPAWN_PLAN_H
#define SPAWN_MAX_FDS 256
struct spawn_plan {
	const char *directory; /* of the child, NULL: this program's */
	int ended; /* the child has ended already, with this status as wait(2) has it; else -1 */
	int count;
	struct {
		int child, own;
	} fds
		[SPAWN_MAX_FDS]; /* the child's descriptor, and which of this program's it is; -1: closed */
};
#endif
