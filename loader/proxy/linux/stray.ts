/**
 * Descriptors of this process that a program which it executes would inherit: Node's own are none, but whoever started the process, or
 * native code in it, may have left some. Node cannot close them in a child; it can put something else in their place.
 */
import fs from 'node:fs';
import { isInherited } from '../../native/descriptors.js';
import { O_CLOEXEC } from '../abi/numbers.js';

function leaks(fd: number): boolean {
  const known = isInherited(fd);
  if (known !== undefined) return known;
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    return false;
  }
}

/** Those from 3 on. */
export function strayDescriptors(): number[] {
  try {
    return fs
      .readdirSync('/proc/self/fd')
      .map(Number)
      .filter((fd) => fd > 2 && leaks(fd));
  } catch {
    return [];
  }
}
