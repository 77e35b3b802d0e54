// What Node cannot do with descriptors, where koffi is installed; undefined elsewhere.
import { errno, libc } from './libc.js';

type Seek = (fd: number, offset: number, whence: number) => number;
type Control = (fd: number, command: number, argument: number) => number;
type MakeFifo = (path: Uint8Array, mode: number) => number;
type MakePipe = (ends: Int32Array, flags: number) => number;
type DeviceControl = (fd: number, request: number, buffer: Uint8Array | null) => number;

const F_GETFD = 1;
const F_SETFL = 4;
const FD_CLOEXEC = 1;

/** A function of the C library, looked up when it is first asked for. */
function late<T extends (...args: never[]) => number>(prototype: string): () => T | undefined {
  let looked = false;
  let found: T | undefined;
  return () => {
    if (!looked) found = libc<T>(prototype);
    looked = true;
    return found;
  };
}

const seeker = late<Seek>('int64_t lseek(int fd, int64_t offset, int whence)');
const controller = late<Control>('int fcntl(int fd, int command, long argument)');
const fifoMaker = late<MakeFifo>('int mkfifo(const char *path, unsigned int mode)');
const pipeMaker = late<MakePipe>('int pipe2(int *ends, int flags)');
const deviceController = late<DeviceControl>('int ioctl(int fd, unsigned long request, uint8_t *buffer)');

/** Moves the kernel's position of a file; false where that cannot be done. */
export const seekTo = (fd: number, position: number): boolean => (seeker()?.(fd, position, 0) ?? -1) === position;

/** Whether an open descriptor would be inherited by a program that is executed; undefined: not known. */
export function isInherited(fd: number): boolean | undefined {
  const flags = controller()?.(fd, F_GETFD, 0);
  return flags === undefined ? undefined : flags >= 0 && (flags & FD_CLOEXEC) === 0;
}

/** Sets the status flags of an open file; false where that cannot be done. */
export const setStatusFlags = (fd: number, flags: number): boolean => controller()?.(fd, F_SETFL, flags) === 0;

/** Makes a named pipe: 0, or an error number; undefined where that cannot be done. */
export function mkfifo(path: string | Buffer, mode: number): number | undefined {
  const bytes = Buffer.concat([Buffer.from(path as string), Buffer.of(0)]);
  const result = fifoMaker()?.(bytes, mode);
  return result === undefined ? undefined : result === 0 ? 0 : errno();
}

/** A pipe: [read, write]; undefined where it cannot be made. */
export function pipe(flags: number): [number, number] | undefined {
  const ends = new Int32Array(2);
  return pipeMaker()?.(ends, flags) === 0 ? [ends[0] as number, ends[1] as number] : undefined;
}

/** ioctl with a buffer, or with 0: 0 or more, or minus an error number; undefined where that cannot be done. */
export function deviceControl(fd: number, request: number, buffer: Uint8Array | null): number | undefined {
  const result = deviceController()?.(fd, request, buffer);
  return result === undefined || result >= 0 ? result : -errno();
}
