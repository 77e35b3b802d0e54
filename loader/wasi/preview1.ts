/**
 * WASI preview 1 as data: every call with its parameters and results, error numbers, rights, and the numbers that calls take. The
 * imports that modules get, the check of their types, the transport to the proxy and --strace are all made from this table.
 */

/**
 * What a parameter is. In WebAssembly, `path`, `in`, `out`, `iovin` and `iovout` are two i32 (address and length, or address and number of
 * vectors), `u64` is an i64, everything else an i32.
 */
export type Kind = 'fd' | 'u8' | 'u16' | 'u32' | 'u64' | 'ptr' | 'path' | 'in' | 'out' | 'iovin' | 'iovout';

/** What a call gives back through pointers, which come last: the bytes of each. */
const resultSizes = {
  u16: 2,
  u32: 4,
  u64: 8,
  prestat: 8,
  fdstat: 24,
  filestat: 64,
} as const;

export interface Parameter {
  name: string;
  kind: Kind;
}

export interface Call {
  /** Which of `calls` it is. */
  index: number;
  name: string;
  parameters: Parameter[];
  /** Bytes of each result. */
  results: number[];
  /** The thread itself serves it; others go to the proxy. */
  local: boolean;
}

/** Name: parameters `name:kind`, results; a * before the name: served on the thread itself. */
const table = [
  ['*args_get', 'argv:ptr buffer:ptr'],
  ['*args_sizes_get', 'count:ptr size:ptr'],
  ['*environ_get', 'environ:ptr buffer:ptr'],
  ['*environ_sizes_get', 'count:ptr size:ptr'],
  ['*clock_res_get', 'clock:u32 resolution:ptr'],
  ['*clock_time_get', 'clock:u32 precision:u64 time:ptr'],
  ['fd_advise', 'fd:fd offset:u64 length:u64 advice:u8'],
  ['fd_allocate', 'fd:fd offset:u64 length:u64'],
  ['fd_close', 'fd:fd'],
  ['fd_datasync', 'fd:fd'],
  ['fd_fdstat_get', 'fd:fd', 'fdstat'],
  ['fd_fdstat_set_flags', 'fd:fd flags:u16'],
  ['fd_fdstat_set_rights', 'fd:fd base:u64 inheriting:u64'],
  ['fd_filestat_get', 'fd:fd', 'filestat'],
  ['fd_filestat_set_size', 'fd:fd size:u64'],
  ['fd_filestat_set_times', 'fd:fd accessed:u64 modified:u64 flags:u16'],
  ['fd_pread', 'fd:fd iovs:iovout offset:u64', 'u32'],
  ['fd_prestat_get', 'fd:fd', 'prestat'],
  ['fd_prestat_dir_name', 'fd:fd path:out'],
  ['fd_pwrite', 'fd:fd iovs:iovin offset:u64', 'u32'],
  ['fd_read', 'fd:fd iovs:iovout', 'u32'],
  ['fd_readdir', 'fd:fd buffer:out cookie:u64', 'u32'],
  ['fd_renumber', 'fd:fd to:fd'],
  ['fd_seek', 'fd:fd offset:u64 whence:u8', 'u64'],
  ['fd_sync', 'fd:fd'],
  ['fd_tell', 'fd:fd', 'u64'],
  ['fd_write', 'fd:fd iovs:iovin', 'u32'],
  ['path_create_directory', 'fd:fd path:path'],
  ['path_filestat_get', 'fd:fd lookup:u32 path:path', 'filestat'],
  ['path_filestat_set_times', 'fd:fd lookup:u32 path:path accessed:u64 modified:u64 flags:u16'],
  ['path_link', 'fd:fd lookup:u32 path:path to_fd:fd to:path'],
  ['path_open', 'fd:fd lookup:u32 path:path oflags:u16 base:u64 inheriting:u64 flags:u16', 'u32'],
  ['path_readlink', 'fd:fd path:path buffer:out', 'u32'],
  ['path_remove_directory', 'fd:fd path:path'],
  ['path_rename', 'fd:fd path:path to_fd:fd to:path'],
  ['path_symlink', 'target:path fd:fd path:path'],
  ['path_unlink_file', 'fd:fd path:path'],
  ['*poll_oneoff', 'subscriptions:ptr events:ptr count:u32 happened:ptr'],
  ['*proc_exit', 'code:u32'],
  ['*proc_raise', 'signal:u8'],
  ['*random_get', 'buffer:ptr length:u32'],
  ['*sched_yield', ''],
  ['sock_accept', 'fd:fd flags:u16', 'u32'],
  ['sock_recv', 'fd:fd iovs:iovout flags:u16', 'u32 u16'],
  ['sock_send', 'fd:fd iovs:iovin flags:u16', 'u32'],
  ['sock_shutdown', 'fd:fd how:u8'],
] as const satisfies readonly (readonly [name: string, parameters: string, results?: string])[];

/** A parameter as the proxy's handlers get it. `Bytes`: a range of the caller's window. */
interface Values<Bytes> {
  fd: number;
  u8: number;
  u16: number;
  u32: number;
  u64: bigint;
  ptr: number;
  path: string;
  in: Bytes;
  out: Bytes;
  iovin: Bytes;
  iovout: Bytes;
}
type ValueOf<Text extends string, Bytes> = Text extends `${string}:${infer K extends Kind}` ? Values<Bytes>[K] : never;
type ValuesOf<Text extends string, Bytes> = Text extends `${infer First} ${infer Rest}`
  ? [ValueOf<First, Bytes>, ...ValuesOf<Rest, Bytes>]
  : [ValueOf<Text, Bytes>];

/** Parameters of the calls that the proxy serves, from the table. */
export type ProxyCalls<Bytes> = {
  [Entry in (typeof table)[number] as Entry[0] extends `*${string}` ? never : Entry[0]]: ValuesOf<Entry[1], Bytes>;
};

export const calls: readonly Call[] = table.map(
  ([text, parameters, results = '']: readonly [string, string, string?], index) => ({
    index,
    name: text.replace('*', ''),
    local: text.startsWith('*'),
    parameters: parameters.split(' ').filter(Boolean).map(parameterOf),
    results: results
      .split(' ')
      .filter(Boolean)
      .map((r) => resultSizes[r as keyof typeof resultSizes]),
  }),
);

function parameterOf(text: string): Parameter {
  const [name, kind] = text.split(':') as [string, Kind];
  return { name, kind };
}

/** Calls between a thread and the proxy that modules cannot make: what was granted to the program, and waiting for files. */
export const PRIVATE = { granted: calls.length, poll: calls.length + 1 } as const;

/** Module that the calls are imported from. */
export const MODULE = 'wasi_snapshot_preview1';
/** The same of the snapshot before: see entry/unstable.ts. */
export const UNSTABLE = 'wasi_unstable';

const wide: ReadonlySet<Kind> = new Set(['path', 'in', 'out', 'iovin', 'iovout']);

/** Values that a parameter is in WebAssembly. */
export const valuesOf = (kind: Kind): string[] => (wide.has(kind) ? ['i32', 'i32'] : [kind === 'u64' ? 'i64' : 'i32']);

/** Error numbers, in their order; 0 is success. */
export const errorNames = (
  'SUCCESS 2BIG ACCES ADDRINUSE ADDRNOTAVAIL AFNOSUPPORT AGAIN ALREADY BADF BADMSG BUSY CANCELED CHILD CONNABORTED CONNREFUSED ' +
  'CONNRESET DEADLK DESTADDRREQ DOM DQUOT EXIST FAULT FBIG HOSTUNREACH IDRM ILSEQ INPROGRESS INTR INVAL IO ISCONN ISDIR LOOP MFILE ' +
  'MLINK MSGSIZE MULTIHOP NAMETOOLONG NETDOWN NETRESET NETUNREACH NFILE NOBUFS NODEV NOENT NOEXEC NOLCK NOLINK NOMEM NOMSG ' +
  'NOPROTOOPT NOSPC NOSYS NOTCONN NOTDIR NOTEMPTY NOTRECOVERABLE NOTSOCK NOTSUP NOTTY NXIO OVERFLOW OWNERDEAD PERM PIPE PROTO ' +
  'PROTONOSUPPORT PROTOTYPE RANGE ROFS SPIPE SRCH STALE TIMEDOUT TXTBSY XDEV NOTCAPABLE'
).split(' ');

const numberOf = (name: string): number => errorNames.indexOf(name);

/** Those that this side answers itself. */
export const FAULT = numberOf('FAULT');
export const INVAL = numberOf('INVAL');
export const IO = numberOf('IO');
export const NOTSUP = numberOf('NOTSUP');
export const SUCCESS = 0;

/** WASI's number for one of Linux's errors, by its name there (`ENOENT`). */
export function errorFor(linux: string): number {
  const name = linux.slice(1);
  const n = numberOf(name === 'OPNOTSUPP' ? 'NOTSUP' : name === 'WOULDBLOCK' ? 'AGAIN' : name);
  return n > 0 ? n : IO;
}

const rightNames = [
  'FD_DATASYNC',
  'FD_READ',
  'FD_SEEK',
  'FD_FDSTAT_SET_FLAGS',
  'FD_SYNC',
  'FD_TELL',
  'FD_WRITE',
  'FD_ADVISE',
  'FD_ALLOCATE',
  'PATH_CREATE_DIRECTORY',
  'PATH_CREATE_FILE',
  'PATH_LINK_SOURCE',
  'PATH_LINK_TARGET',
  'PATH_OPEN',
  'FD_READDIR',
  'PATH_READLINK',
  'PATH_RENAME_SOURCE',
  'PATH_RENAME_TARGET',
  'PATH_FILESTAT_GET',
  'PATH_FILESTAT_SET_SIZE',
  'PATH_FILESTAT_SET_TIMES',
  'FD_FILESTAT_GET',
  'FD_FILESTAT_SET_SIZE',
  'FD_FILESTAT_SET_TIMES',
  'PATH_SYMLINK',
  'PATH_REMOVE_DIRECTORY',
  'PATH_UNLINK_FILE',
  'POLL_FD_READWRITE',
  'SOCK_SHUTDOWN',
  'SOCK_ACCEPT',
] as const;

/** Rights by name; all are below 2^30, so plain numbers hold them. */
export const R = Object.fromEntries(rightNames.map((name, bit) => [name, 1 << bit])) as Record<
  (typeof rightNames)[number],
  number
>;

const DIRECTORY_ONLY = [
  'PATH_CREATE_DIRECTORY',
  'PATH_CREATE_FILE',
  'PATH_LINK_SOURCE',
  'PATH_LINK_TARGET',
  'PATH_OPEN',
  'FD_READDIR',
  'PATH_READLINK',
  'PATH_RENAME_SOURCE',
  'PATH_RENAME_TARGET',
  'PATH_FILESTAT_GET',
  'PATH_FILESTAT_SET_SIZE',
  'PATH_FILESTAT_SET_TIMES',
  'PATH_SYMLINK',
  'PATH_REMOVE_DIRECTORY',
  'PATH_UNLINK_FILE',
] as const;
const BOTH = ['FD_FDSTAT_SET_FLAGS', 'FD_SYNC', 'FD_DATASYNC', 'FD_FILESTAT_GET', 'FD_FILESTAT_SET_TIMES'] as const;
const FILE_ONLY = [
  'FD_READ',
  'FD_WRITE',
  'FD_SEEK',
  'FD_TELL',
  'FD_ADVISE',
  'FD_ALLOCATE',
  'FD_FILESTAT_SET_SIZE',
  'POLL_FD_READWRITE',
] as const;

const union = (names: readonly (typeof rightNames)[number][]): number => names.reduce((all, name) => all | R[name], 0);

/** What can be done with a descriptor of each kind at all. */
export const DIRECTORY_RIGHTS = union([...DIRECTORY_ONLY, ...BOTH]);
export const FILE_RIGHTS = union([...FILE_ONLY, ...BOTH]);
/** Streams have no positions: wasi-libc takes one without them for a terminal. */
export const STREAM_RIGHTS =
  FILE_RIGHTS & ~(R.FD_SEEK | R.FD_TELL | R.FD_ADVISE | R.FD_ALLOCATE | R.FD_FILESTAT_SET_SIZE);

const SOCKET_RIGHTS = R.FD_FDSTAT_SET_FLAGS | R.FD_FILESTAT_GET | R.POLL_FD_READWRITE;
/** An accepted connection, and a socket that only accepts. */
export const CONNECTION_RIGHTS = SOCKET_RIGHTS | R.FD_READ | R.FD_WRITE | R.SOCK_SHUTDOWN;
export const LISTENER_RIGHTS = SOCKET_RIGHTS | R.SOCK_ACCEPT;

export const FILETYPE = {
  unknown: 0,
  block: 1,
  character: 2,
  directory: 3,
  regular: 4,
  datagram: 5,
  stream: 6,
  link: 7,
};

export const FDFLAGS = { append: 1, dsync: 2, nonblock: 4, rsync: 8, sync: 16, known: 31 };
export const OFLAGS = { creat: 1, directory: 2, excl: 4, trunc: 8, known: 15 };
export const LOOKUP_FOLLOW = 1;
export const FSTFLAGS = { atim: 1, atimNow: 2, mtim: 4, mtimNow: 8, known: 15 };
export const RIFLAGS = { peek: 1, waitall: 2, known: 3 };
export const SDFLAGS = { rd: 1, wr: 2, known: 3 };
export const CLOCK = { realtime: 0, monotonic: 1, process: 2, thread: 3 };

/** Layout of a subscription and an event of poll_oneoff, in bytes. */
export const SUBSCRIPTION = { size: 48, userdata: 0, tag: 8, clock: 16, timeout: 24, precision: 32, flags: 40, fd: 16 };
export const EVENT = { size: 32, userdata: 0, error: 8, type: 10, nbytes: 16, flags: 24 };
export const EVENTTYPE = { clock: 0, read: 1, write: 2 };
export const ABSTIME = 1;
export const HANGUP = 1;
