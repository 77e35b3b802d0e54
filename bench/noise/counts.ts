// What Linux counts of a thread and a CPU, from texts of /proc read before and after, and the columns of `rtla osnoise`.

/** Texts by the names that bench/noise/main.c gives them. */
export type ProcTexts = Readonly<Record<string, string>>;

export interface Counts {
  /** CPU that the thread is bound to; null when it may use several, and then what is counted by CPU is not known. */
  readonly cpu: number | null;
  readonly voluntary: number | null;
  readonly involuntary: number | null;
  /** Nanoseconds that the thread was ready to run and another one had the CPU. */
  readonly waitNs: number | null;
  readonly nmi: number | null;
  readonly irq: number | null;
  /** Of these: the CPU's clock, which ticks while a thread runs. */
  readonly timer: number | null;
  readonly softirq: number | null;
  /** Ticks of 10 ms that the host of a virtual machine gave to others. */
  readonly steal: number | null;
}

const STATUS = 'self/task/%d/status';
const SCHEDSTAT = 'self/task/%d/schedstat';
/** Fields of a line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. */
const STEAL = 7;

function statusNumber(text: string | undefined, name: string): number | null {
  const value = new RegExp(`^${name}:\\s*(\\d+)\\s*$`, 'm').exec(text ?? '')?.[1];
  return value === undefined ? null : Number(value);
}

/** Sum of a CPU's column in a table of /proc/interrupts' form, over the rows whose label `wanted` accepts. */
export function column(
  text: string | undefined,
  cpu: number | null,
  wanted: (label: string) => boolean,
): number | null {
  const [head = '', ...rows] = (text ?? '').split('\n');
  const index = head.trim().split(/\s+/).indexOf(`CPU${cpu}`);
  if (cpu === null || index < 0) return null;
  let sum = 0;
  for (const row of rows) {
    const [, label, rest] = /^\s*([\w-]+):\s*(.*)$/.exec(row) ?? [];
    if (label === undefined || !wanted(label)) continue;
    const value = Number(rest!.split(/\s+/)[index]);
    if (Number.isInteger(value)) sum += value;
  }
  return sum;
}

/** Rows of /proc/interrupts that count no interrupts of a CPU. */
const NOT_IRQ = ['NMI', 'ERR', 'MIS'];
/** x86's name of the CPU's own clock. */
const TIMER = 'LOC';

function read(texts: ProcTexts): Counts {
  const status = texts[STATUS];
  const cpu = statusNumber(status, 'Cpus_allowed_list');
  const line = new RegExp(`^cpu${cpu} +(.*)$`, 'm').exec(texts['stat'] ?? '')?.[1]?.split(/\s+/);
  const [, wait] = (texts[SCHEDSTAT] ?? '').trim().split(/\s+/);
  return {
    cpu,
    voluntary: statusNumber(status, 'voluntary_ctxt_switches'),
    involuntary: statusNumber(status, 'nonvoluntary_ctxt_switches'),
    waitNs: wait ? Number(wait) : null,
    nmi: column(texts['interrupts'], cpu, (label) => label === 'NMI'),
    irq: column(texts['interrupts'], cpu, (label) => !NOT_IRQ.includes(label)),
    timer: column(texts['interrupts'], cpu, (label) => label === TIMER),
    softirq: column(texts['softirqs'], cpu, () => true),
    steal: line ? Number(line[STEAL]) : null,
  };
}

const less = (after: number | null, before: number | null): number | null =>
  after === null || before === null ? null : after - before;

/** What was counted between two readings. */
export function counted(before: ProcTexts, after: ProcTexts): Counts {
  const [a, b] = [read(before), read(after)];
  const difference = (name: keyof Counts): number | null => less(b[name], a[name]);
  return {
    cpu: b.cpu === a.cpu ? b.cpu : null,
    voluntary: difference('voluntary'),
    involuntary: difference('involuntary'),
    waitNs: difference('waitNs'),
    nmi: difference('nmi'),
    irq: difference('irq'),
    timer: difference('timer'),
    softirq: difference('softirq'),
    steal: difference('steal'),
  };
}

/** Garbage collections and compilations of JavaScript among what V8 says with --trace-gc and --trace-opt. */
export function traced(lines: readonly string[]): { collections: number; compilations: number } {
  return {
    collections: lines.filter((line) => /^\[\d+:.*\bms: (?:Scavenge|Mark-Compact|Minor)/.test(line)).length,
    compilations: lines.filter((line) => line.startsWith('[completed optimizing ')).length,
  };
}
