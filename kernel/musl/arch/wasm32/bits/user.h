/* WebAssembly has no register file to show: <sys/user.h> declares nothing. */
