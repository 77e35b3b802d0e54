/** The process that holds a machine for a service. It takes frames from descriptor 3 until that is closed, and then ends with all that it has started. */
import { closeSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { deserialize } from 'node:v8';
import { O_CLOEXEC } from '../../proxy/abi/numbers.js';
import { closeOnStart, endWithParent, keepRights, limitResource } from '../../native/limits.js';
import { FrameReader, frame, TO_CHILD, TO_SERVICE } from '../frames.js';
import type { ChildLimits } from '../limits.js';
import type { StartMessage } from '../messages.js';
import { Isles } from './isles.js';

const CONNECTION = 3;
const PAGES = 4;

/** Descriptors that came along by oversight: Node's own are not passed on. */
function closeOthers(): void {
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name);
    if (fd <= PAGES) continue;
    try {
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
      if (flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0) closeSync(fd);
    } catch {
      // That of the reading itself.
    }
  }
}

const leave = (): void => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
};

function limit({ parent, cpuTime, descriptors }: ChildLimits & { parent: number }): void {
  endWithParent();
  if (process.ppid !== parent && process.ppid === 1) leave();
  keepRights();
  limitResource('core', 0);
  limitResource('files', descriptors);
  if (cpuTime !== Infinity && cpuTime !== null) limitResource('cpu', cpuTime);
  for (const fd of [CONNECTION, PAGES]) closeOnStart(fd);
  try {
    // Before anything of the service's own, should memory run out.
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // As Linux likes.
  }
}

function serve(): void {
  const socket = new Socket({ fd: CONNECTION, readable: true, writable: true });
  let isles: Isles | undefined;
  const say = (kind: number, id: number, ...parts: readonly Uint8Array[]): void =>
    void socket.write(frame(kind, id, ...parts));
  const reader = new FrameReader(
    () => Infinity,
    (kind, id, body) => {
      if (kind === TO_CHILD.START) isles = new Isles(deserialize(body) as StartMessage, PAGES, say);
      else isles?.heard(kind, id, body);
    },
  );
  socket.on('data', (chunk: Buffer) => void reader.push(chunk));
  socket.on('error', leave);
  socket.on('close', leave);
  socket.on('end', leave);
  say(TO_SERVICE.READY, 0);
}

closeOthers();
limit(JSON.parse(process.argv[2]!) as ChildLimits & { parent: number });
serve();
