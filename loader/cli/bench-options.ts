// Options of hermit-wasm bench.
import { exportTo } from '../../bench/report/exports.js';
import { setting } from '../../bench/support/ranges.js';
import { MAX_CORES, MAX_ISLES } from '../../runtime/generated/layout.js';
import type { OptionTable } from './parse.js';
import { command, count, numberFrom, percentage, seconds } from './values.js';

const ROUNDS_MAX = 1000;

export const benchOptions = {
  list: { flags: ['--list'], help: 'list the suites with their parameters, without measuring' },
  warmUp: {
    flags: ['-w', '--warmup'],
    value: 'N',
    parse: numberFrom(0, ROUNDS_MAX),
    default: 1,
    help: 'warm-up rounds, not counted (default: 1)',
  },
  rounds: {
    flags: ['-r', '--rounds'],
    value: 'N',
    parse: count(ROUNDS_MAX),
    default: null,
    help: 'measured rounds; each runs every program once, in turn (default: 7, or as many as fit --time)',
  },
  time: {
    flags: ['--time'],
    value: 'SECONDS',
    parse: seconds,
    default: null,
    help: 'time of the whole run, divided among the suites; every measurement has at least 3 rounds',
  },
  threads: {
    flags: ['--threads'],
    value: 'N',
    parse: count(MAX_CORES),
    default: null,
    help: 'maximum number of threads in scaling suites (default: the number of CPUs)',
  },
  isles: {
    flags: ['--isles'],
    value: 'N',
    parse: count(MAX_ISLES),
    default: null,
    help: 'maximum number of isles in scaling suites (default: the number of CPUs)',
  },
  parameters: {
    flags: ['-P'],
    value: 'NAME=VALUES',
    parse: setting,
    many: true,
    help: "values of a suite's parameter: 1,2,5 or 1..8, in steps 0..10+2, by factors 1K..1M*4; repeatable",
  },
  export: {
    flags: ['--export'],
    value: 'FILE',
    parse: exportTo,
    many: true,
    help: 'write the report to FILE.json (with all samples), FILE.rows.json (small: rows only), FILE.csv, FILE.md, FILE.html or, as one picture, FILE.svg; json, csv or md alone: to standard output; repeatable',
  },
  from: {
    flags: ['--from'],
    value: 'REPORT.json',
    parse: command,
    default: null,
    help: 'measure nothing: print, export and compare the figures of that report, of all its suites or those named',
  },
  compare: {
    flags: ['--compare'],
    value: 'OLD.json',
    parse: command,
    default: null,
    help: 'show what changed since that report, by how much, and whether it could be chance; .html and .md exports show it, too',
  },
  failAbove: {
    flags: ['--fail-above'],
    value: 'PERCENT',
    parse: percentage,
    default: null,
    help: 'with --compare: exit code 1 if a median got worse by more than that and it is unlikely to be chance',
  },
  quiet: { flags: ['-q', '--quiet'], help: 'print no tables, notes or progress, only what other options ask for' },
  help: { flags: ['-h', '--help'], help: 'print this help' },
} as const satisfies OptionTable;
