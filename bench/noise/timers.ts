// node timers.js EACH SLEEPS: bench/noise/sleepers.c with Node's timers as sleepers; they know whole milliseconds.
import { binOf } from './gaps.js';

const [each = 1, sleeps = 1] = process.argv.slice(2).map(Number);
const LONGEST = 10;
const WARM_UP = 100;
const late: number[] = [];
let random = 1;
let left = sleeps;
const counts = performance.now() + WARM_UP;

function sleep(): void {
  if (left <= 0) return;
  random = (Math.imul(random, 1103515245) + 12345) >>> 0;
  const ms = 1 + ((random >>> 16) % LONGEST);
  const due = performance.now() + ms;
  setTimeout(() => {
    if (due >= counts && left > 0) {
      const bin = binOf((performance.now() - due) * 1e6);
      late[bin] = (late[bin] ?? 0) + 1;
      left--;
    }
    sleep();
  }, ms);
}

for (let i = 0; i < each; i++) sleep();
process.on('exit', () => console.log(['late', ...Array.from(late, (n) => n ?? 0)].join(' ')));
