// A network of a test's own: commands run in a fresh network namespace, where they may make TUN devices.
import { spawnSync } from 'node:child_process';
import { root } from './folders.js';

/** Ways to have one: as root, and as a user that may make namespaces of its own. */
const ways = [
  ['unshare', '-n'],
  ['unshare', '-rn'],
];
const makesDevice = ['sh', '-c', 'ip link set lo up && ip tuntap add dev hermit-try mode tun'];

const works = ([command, ...args]: string[]): boolean =>
  spawnSync(command!, [...args, ...makesDevice], { stdio: 'ignore', timeout: 10_000 }).status === 0;

/** What stands before a command that is to run there; undefined where it may not be. */
export const namespace = process.platform === 'linux' ? ways.find(works) : undefined;

/** For the names of tests that are skipped. */
export const needsNamespace = namespace ? '' : ' (skipped: no network namespace with a TUN device may be made here)';

export function isInstalled(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}

/** As in a namespace, for spawn: command and arguments. */
export function inNamespace(...command: string[]): [string, string[]] {
  const [first, ...rest] = [...namespace!, ...command];
  return [first!, rest];
}

export const echoIsle = `${root}/test/net/tun/echo-isle.mjs`;
