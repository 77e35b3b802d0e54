#ifndef HERMIT_PIPE_H
#define HERMIT_PIPE_H
#include "fd.h"
enum pipe_end { PIPE_NONE, PIPE_READ, PIPE_WRITE };
/* Which end of a pipe this file is. */
enum pipe_end pipe_end_of(struct file *);
/* A child of Linux's got this end: the program's other end is now the proxy's stream `handle`. */
void pipe_becomes(struct file *end, int handle);
#endif
