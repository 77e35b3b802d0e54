// A network of a test's own: commands run in a fresh network namespace, where they may make TUN devices.
import { spawnSync } from 'node:child_process';
import { root } from './folders.js';
import { type Need, need, needs, tool } from './needs.js';
import { PATIENCE } from './patience.js';

/** Ways to have one: as root, and as a user that may make namespaces of its own. */
const ways = [
  ['unshare', '-n'],
  ['unshare', '-rn'],
];
const makesDevice = ['sh', '-c', 'ip link set lo up && ip tuntap add dev hermit-try mode tun'];

const works = ([command, ...args]: string[]): boolean =>
  spawnSync(command!, [...args, ...makesDevice], { stdio: 'ignore', timeout: PATIENCE }).status === 0;

const tools = tool('unshare', 'ip');
/** What stands before a command that is to run there; undefined where it may not be. */
const way = tools.missing ? undefined : ways.find(works);

export const namespace: Need = needs(
  tools,
  need(way !== undefined, 'no network namespace with a TUN device may be made here'),
);

/** As in a namespace, for spawn: command and arguments. */
export function inNamespace(...command: string[]): [string, string[]] {
  const [first, ...rest] = [...way!, ...command];
  return [first!, rest];
}

/** A command of a shell that sends ICMP echo requests; arguments as in ping.mjs. */
export const ping = (...args: (string | number)[]): string =>
  `"${process.execPath}" "${root}/test/net/tun/ping.mjs" ${args.join(' ')}`;

export const echoIsle = `${root}/test/net/tun/echo-isle.mjs`;
