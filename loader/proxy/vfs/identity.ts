/** Whom the guest runs as: the user who started the loader. */
import os from 'node:os';
import type { Ids } from '../../grants.js';

/** The ids of this process; root's numbers on systems that have none. */
export function identity(): Ids {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  let user = String(uid);
  let home = '/';
  try {
    ({ username: user, homedir: home } = os.userInfo());
  } catch {
    // A container may run as a number that no user has.
  }
  return {
    uid,
    gid,
    euid: process.geteuid?.() ?? uid,
    egid: process.getegid?.() ?? gid,
    groups: process.getgroups?.() ?? [gid],
    user,
    home,
  };
}
