/* What calls do differently between vfork and exec. Defined weakly beside them, and by vfork.c in programs that call vfork. */
#ifndef HERMIT_VFORK_H
#define HERMIT_VFORK_H

/* Starts the program and does not return; -1 with errno: ENOSYS outside of a child. */
int __vfork_exec(const char *path, char *const argv[], char *const envp[]);
/* The child ends; returns where there is none. */
void __vfork_exit(int status);
/* 1: it was the child's directory that changed, or did not: *result. */
int __vfork_chdir(const char *path, int *result);

#endif
