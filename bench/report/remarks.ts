// Why figures are as they are, by suite: what is true of any run, so without figures.

export const remarks: Readonly<Record<string, string>> = {
  basic: `Calls that the image's own kernel serves never leave WebAssembly. A write goes to Linux by way of the proxy's thread: where that thread has no CPU of its
own, each call waits for the scheduler, and on a machine whose host takes CPU time away it waits for that, too.`,
  compute: `V8 adds up addresses in 32 bits, an instruction for each array, and looks at its stack's limit in every turn of a loop: stencils and conjugate gradients
pay for that. Vectors of an image have 128 bits, so that \`-march=native\` is ahead where loops fit wider ones, most of all in matrix multiplication.`,
  openmp: `The way between two CPUs of a virtual machine can change by the second, for all programs alike: a task that one thread makes for another crosses it with three
cache lines. In an ordered loop a native thread polls with the instruction PAUSE, which WebAssembly lacks. \`atomic\` compiles to the same instructions
everywhere, and its ratio is chance. Where threads sleep and wake, V8's wait and notify cost more than the futex calls that they are made of. A graph of dependent tasks
is limited by the table of addresses, which grows.`,
  message: `A short message is one cache line, and what a line takes on its way between the CPUs is most of what 8 bytes take. In
a virtual machine that way can be short or long for a while, and a run sees one of the two. Of 1 KiB the copy into the other isle's
memory, a call of Node, is a large part. Messages in a stream are limited by one line for each.`,
  net: `Isles exchange packets over shared memory, Linux's loopback is not involved. Through a published port each connection passes the gateway, whose thread shares
the CPUs with client and server. These figures change from run to run more than others. While a flood
is measured the compute core has its CPU to itself, and every other thread is on the other one.`,
  noise: `Nearly all noise of a pinned core is Linux's tick, which a native thread has as well. On an idle machine a plain Node worker has the same tick, and
little else that comes in between.`,
  library: `Where both threads sleep between calls, waking them is most of a call. The matrix multiplication has vectors of 16 bytes in WebAssembly, and up to 64 in an addon
that is built for the very CPU.`,
};
