/* What small objects that are read and written as a whole need. */
#ifndef HERMIT_VECTORS_H
#define HERMIT_VECTORS_H
#include "fd.h"
uint32_t vectors_size(const struct iovec *, int n);
/* Copies to and from vectors that have that many bytes. */
void vectors_put(const struct iovec *, const void *from, uint32_t size);
void vectors_get(const struct iovec *, void *to, uint32_t size);
/* file_ops.stat of an object without a type: eventfd, timerfd, epoll. */
long anonymous_stat(struct file *, void *kstat);
/* A descriptor for a new object; where there is none the object is closed. */
long fd_of_object(const struct file_ops *, void *object, int flags, int close_on_exec);
#endif
