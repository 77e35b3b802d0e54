/* exit is musl's own under another name, behind the question whether it is only a rank that leaves (kernel/isles/ranks.c). */
#include <stdlib.h>

_Noreturn void __exit_process(int);
weak int __rank_leaves(int code) { return code; }

_Noreturn void exit(int code) { __exit_process(__rank_leaves(code)); }
