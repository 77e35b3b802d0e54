import { printableLines } from './printable.js';

/** Every error of this project by its code, with the words that stand for it where a place has none of its own. docs/errors.md is this table. */
export const errors = {
  // The command line and what it names
  HERMIT_EUSAGE: 'a usage error on the command line',
  HERMIT_EINVAL: 'an option or argument of the wrong type or out of range',
  HERMIT_ECPUS: 'a CPU that does not exist or may not be used',
  HERMIT_EGRANT:
    'a directory to grant does not exist or cannot be mounted at the requested place, or the working directory is outside the granted ones',
  HERMIT_ENOENT: 'no such program',
  HERMIT_EOUTPUT: 'an output cannot be written',
  HERMIT_EPORT: 'a port of the host cannot be bound',
  HERMIT_ETUN: 'the TUN device cannot be opened, or is gone',
  HERMIT_EPCAP: 'the packet recording cannot be written',
  // Programs
  HERMIT_EPROGRAM: 'not a program of a known kind',
  HERMIT_EIMAGE: 'not an image, or one that V8 refuses',
  HERMIT_EMODULE: 'a module that declares more than allowed, or something unsupported',
  HERMIT_EVERSION: 'an image built for another version of the host interface',
  HERMIT_EWASI: 'a WASI program that cannot run: an import, its memory or its entry points',
  HERMIT_EWAT: 'a text module that does not assemble',
  HERMIT_EMEMORY:
    "the isle's memory: smaller than the program needs, larger than 4 GiB, or more than the host can reserve",
  // Compiling and building
  HERMIT_ECOMPILE: 'a source that does not compile or link',
  HERMIT_ECOMPILER: 'the compiler itself failed',
  HERMIT_EABORT: 'the compilation was aborted',
  HERMIT_ESYSROOT: 'the C library has not been built',
  HERMIT_ESOURCE: 'third-party sources cannot be fetched or have a wrong checksum',
  HERMIT_EBUILD: 'a file of the C library or the kernel does not compile',
  // Running isles
  HERMIT_EISLES: 'more isles than a machine can have',
  HERMIT_EBOOT: 'the program could not be entered',
  HERMIT_EENDED: 'the isle has ended',
  HERMIT_ECLOSED: 'the machine or pool was closed',
  HERMIT_ETIMELIMIT: 'a time limit was exceeded',
  HERMIT_ETRAP: 'the program trapped',
  HERMIT_EPROXY: 'the proxy failed',
  HERMIT_ENETWORK: "the network's host side failed",
  // Calls of exported functions
  HERMIT_ECALLS: 'the isle serves no calls',
  HERMIT_EFUNCTION: 'no exported function of that name, or one with parameters or results that calls cannot pass',
  HERMIT_EARGUMENT: 'arguments of the wrong number or type',
  HERMIT_EARRAY: "an array outside the isle's memory, or freed already",
  HERMIT_EEXCEPTION: 'the function threw a C++ exception, whose what() is the message',
  HERMIT_EALLOC: 'the isle has no memory left',
  HERMIT_EQUEUE: "the pool's queue is full",
  // Channels and one-sided access
  HERMIT_EADDRINUSE: 'the port is in use already',
  HERMIT_EAGAIN: 'the operation would block',
  HERMIT_EBADF: 'the channel is closed',
  HERMIT_EBUSY: 'another call of the same kind is waiting on the channel',
  HERMIT_ECONNREFUSED: 'nobody listens on the port',
  HERMIT_EFAULT: "the access goes beyond the region's end",
  HERMIT_EINTR: 'interrupted',
  HERMIT_EMFILE: 'too many ports or channels in use',
  HERMIT_EMSGSIZE: 'the packet is too long',
  HERMIT_EPIPE: 'the peer has disconnected or ended',
  HERMIT_EPROTO: 'the peer does not follow the protocol',
  HERMIT_ETIMEDOUT: 'the timeout expired',
  // The host
  HERMIT_ECWD: 'the working directory has been removed',
  HERMIT_EPACKAGE: "the library's code was moved away from its package",
  HERMIT_EPART: 'a package that an installation may leave out is not there',
  HERMIT_EPERMISSION: "Node's permission model forbids what is needed",
  HERMIT_ECONTAIN: 'the process of a contained machine ended, or cannot do what was requested',
  HERMIT_EINTERNAL: 'a bug in hermit-wasm',
} as const;

export type ErrorCode = keyof typeof errors;

/** An error of this project. The code is stable, the message is for people: what a terminal would obey, which names in it may hold, is escaped. */
export class HermitError extends Error {
  override readonly name = 'HermitError';

  constructor(
    readonly code: ErrorCode,
    message: string = errors[code],
    options?: ErrorOptions,
  ) {
    super(printableLines(message), options);
  }
}

/** What is said where the process's working directory is gone: Node then tells no path and starts no threads. Undefined for any other error. */
export function lostDirectory(error: unknown): Fault | undefined {
  if ((error as { syscall?: unknown } | undefined)?.syscall !== 'uv_cwd') return undefined;
  const words = "this process's working directory has been removed, and without one Node starts no threads";
  return { code: 'HERMIT_ECWD', message: `${words}: change to another directory (cd, process.chdir)` };
}

/** What has ended a thread that nobody ended. */
export const threadFault = (error: Error, whose = "a core's"): Fault =>
  lostDirectory(error) ?? { code: 'HERMIT_EINTERNAL', message: `${whose} thread failed: ${error.message}` };

/** An error's code and message, as threads tell them to each other and outcomes keep them. */
export interface Fault {
  code: ErrorCode;
  message: string;
}
