/* Sizes of messages, and how often each goes there and back. */
enum { SMALLEST = 8, LARGEST = 1 << 20 };
#define FOR_EACH_SIZE(bytes, times) \
	for (int bytes = SMALLEST; bytes <= LARGEST; bytes *= bytes == 8 ? 128 : bytes == 1024 ? 64 : 16) { \
		int times = bytes < 4096 ? 100000 : bytes < 100000 ? 10000 : 1000;
#define END }
