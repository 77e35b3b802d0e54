// A library: no main, and nothing marked.
int square(int x) { return x * x; }
