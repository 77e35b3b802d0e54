/* function id, label and the value thrown: see kernel/cores/setjmp.c */
typedef unsigned long __jmp_buf[6];
