import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toJson } from '../../bench/report/json.js';
import { freshFolder } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { tool } from '../support/needs.js';
import { until } from '../support/patience.js';
import { start } from '../support/spawn.js';
import { calmRow, report, suiteReport } from './fixture.js';

const bench = (...args: string[]) => hermit(['bench', ...args]);
const folder = freshFolder();
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('mistakes on the command line: exit code 2, in words, before anything is measured', () => {
  it.each([
    ['an unknown suite', ['basix'], /unknown suite basix: did you mean basic\?/],
    ['an unknown option', ['--round', '3'], /unknown option --round: did you mean --rounds\?/],
    ['no rounds', ['-r', '0'], /-r.*from 1 to 1000.*"0"/],
    ['a time that is none', ['--time', 'soon'], /--time.*seconds.*"soon"/],
    ['a parameter that no suite has', ['basic', '-P', 'size=1..8'], /-P size: no suite of this run/],
    ['a range that is none', ['-P', 'size=8..1'], /-P: .*smaller to the larger/],
    [
      'an export of no known form',
      ['--export', 'report.xml'],
      /--export: expected a file that ends in .*\.json, \.csv/,
    ],
    ['two exports to standard output', ['--export', 'json', '--export', 'csv'], /only one form/],
    ['an export to where nothing is', ['--export', '/no/such/folder/x.json'], /cannot write into \/no\/such\/folder/],
    ['a limit without a comparison', ['--fail-above', '5'], /--fail-above needs --compare/],
    ['a limit that is none', ['--compare', 'x.json', '--fail-above', 'much'], /--fail-above: expected a percentage/],
    ['a report that is not there', ['--compare', '/no/such.json'], /\/no\/such\.json: not readable \(ENOENT\)/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await bench(...args);
    expect(stderr).toMatch(message);
    expect([code, stdout.toString()]).toEqual([2, '']);
  });

  it('a report of another version, or one that is none', async () => {
    const other = file('other.json', JSON.stringify({ format: 'hermit-wasm bench', version: 1 }));
    expect((await bench('basic', '--compare', other)).stderr).toMatch(/version 1, this command reads version 2/);
    const { code, stderr } = await bench('basic', '--compare', file('none.json', 'x'));
    expect(stderr).toMatch(/none\.json.*not JSON/);
    expect(code).toBe(2);
  });

  it('a kept report together with what only a measurement has, or without the suite that is wanted', async () => {
    const kept = file('kept.json', toJson(report([suiteReport('start', [calmRow('a', 9)])])));
    expect((await bench('--from', kept, '-r', '3')).stderr).toMatch(/--from measures nothing: leave out -r/);
    const { code, stderr } = await bench('basic', '--from', kept);
    expect(stderr).toMatch(/kept\.json: no suite basic in it, only start/);
    expect(code).toBe(2);
  });

  it('an export that is a directory', async () => {
    const path = join(folder, 'taken.json');
    mkdirSync(path);
    expect((await bench('--export', path)).stderr).toMatch(/it is a directory/);
  });
});

describe('hermit-wasm bench', () => {
  it('lists suites and their parameters', async () => {
    const { code, stdout } = await bench('--list');
    expect(code).toBe(0);
    for (const name of ['start', 'basic', 'openmp', 'message'])
      expect(stdout.toString()).toMatch(new RegExp(`^${name} `, 'm'));
  });

  it('makes tables, pages and comparisons of kept reports, and measures nothing', async () => {
    const then = file('then.json', toJson(report([suiteReport('start', [calmRow('a', 100)])])));
    const now = file('now.json', toJson(report([suiteReport('start', [calmRow('a', 150)]), suiteReport('basic', [])])));
    const page = join(folder, 'changes.html');
    const made = await bench('--from', now, '--compare', then, '--export', page, '--fail-above', '20', 'start');
    expect(made.stdout.toString()).toMatch(/^ +a +150 ns +100 ns +native +1\.50×/m);
    expect(made.stdout.toString()).toMatch(/start: a +1\.00× +1\.50× +\+50\.0 %.*WORSE/);
    expect(made.stdout.toString()).not.toMatch(/^basic/m);
    expect(made.stderr).toMatch(/start: a got worse by 50\.0 %/);
    expect(made.code).toBe(1);
    expect(readFileSync(page, 'utf8')).toContain('0 got better and 1 got worse');
  });

  const taskset = tool('taskset');
  it.skipIf(taskset.missing)(`measures, exports, and compares with an earlier report${taskset.note}`, async () => {
    const few = ['start', '-r', '2', '-w', '0'];
    const patient = (...args: string[]) => hermit(['bench', ...few, ...args]);
    const json = join(folder, 'now.json');
    const first = await patient('--export', json, '--export', 'csv');
    expect([first.code, first.stdout.toString().split('\r\n')[0]]).toEqual([0, expect.stringMatching(/^suite,row/)]);
    // A report on standard output stands there alone.
    expect(first.stderr).toContain('wall time, 1 core');
    const made = JSON.parse(readFileSync(json, 'utf8')) as ReturnType<typeof report>;
    const { name, samples } = made.suites[0]!.rows[0]!;
    expect(samples!.image).toHaveLength(2);
    expect(made.settings.command).toEqual([...few, '--export', json, '--export', 'csv']);
    const old = file('old.json', toJson(report([suiteReport('start', [calmRow(name, 9)])])));
    const again = await patient('-q', '--compare', old);
    expect(again.stdout.toString()).toMatch(/^Compared with .*old\.json/);
    expect(again.stdout.toString()).toContain(`start: ${name}`);
    expect(again.code).toBe(0);
  });

  it.skipIf(taskset.missing)(
    `killed, takes its contestants along, those that it has stopped, too${taskset.note}`,
    async () => {
      const child = start(process.execPath, [commandLine, 'bench', 'noise', '-r', '1000'], { env: environment });
      const mine = () =>
        readdirSync('/proc')
          .filter((name) => /^\d+$/.test(name))
          .flatMap((pid) => {
            try {
              const [, state, parent] = /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))!;
              const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
              return [{ pid: Number(pid), state, parent: Number(parent), command }];
            } catch {
              return [];
            }
          });
      let before: ReturnType<typeof mine> = [];
      const children = () => mine().filter(({ parent }) => parent === child.pid);
      try {
        await until('two are stopped', () => children().filter(({ state }) => state === 'T').length > 1);
      } finally {
        before = children();
        child.kill('SIGKILL');
      }
      const gone = ({ pid, command }: { pid: number; command: string }) =>
        !mine().some((now) => now.pid === pid && now.command === command);
      await until('they are gone', () => before.every(gone));
      const made = before.map(({ command }) => /[^\0]*hermit-bench-\w+/.exec(command)?.[0]).find(Boolean)!;
      await until('so is their folder', () => !existsSync(made));
      expect((await child.done).code).toBe(137);
    },
  );

  it.skipIf(taskset.missing)(`Ctrl-C ends it with code 130; what was measured is exported${taskset.note}`, async () => {
    const json = join(folder, 'cut.json');
    let begun = false;
    const { code, stderr } = await hermit(['bench', 'basic', '-r', '1000', '--export', json], {
      onOutput: (_, child) => {
        if (!begun) setTimeout(() => child.kill('SIGINT'), 4000);
        begun = true;
      },
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: the results until then are kept and exported/);
    const { interrupted, suites } = JSON.parse(readFileSync(json, 'utf8')) as ReturnType<typeof report>;
    expect(interrupted).toBe(true);
    expect(suites.map(({ name }) => name)).toEqual(['basic']);
  });
});
