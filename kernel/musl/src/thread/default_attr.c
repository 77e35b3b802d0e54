#include "pthread_impl.h"
#include "param.h"

/* A page for the guard, as POSIX programs expect to read back; WebAssembly cannot protect it. */
unsigned __default_stacksize = STACK_SIZE;
unsigned __default_guardsize = PAGE_SIZE_;

/* What pthread_create keeps at the end of a thread's memory: the kernel's stack cache must hand it out zeroed. */
unsigned __hermit_thread_area(void) { return libc.tls_size + __pthread_tsd_size; }
