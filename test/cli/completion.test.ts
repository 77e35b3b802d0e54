import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../loader/cli/commands.js';
import { type Option } from '../../loader/cli/parse.js';
import { freshFolder, root } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { tool } from '../support/needs.js';
import { run } from '../support/spawn.js';

const optionsOf = (command: object): Option[] =>
  'options' in command ? Object.values(command.options as Record<string, Option>) : [];
const flags = Object.values(commands).flatMap((command) => optionsOf(command).flatMap((option) => option.flags));

const bash = tool('bash');
const zsh = tool('zsh');
const fish = tool('fish');

describe('hermit-wasm completion', () => {
  let folder = '';
  const scripts: Record<string, string> = {};
  beforeAll(async () => {
    folder = freshFolder();
    for (const file of ['app.c', 'app.wasm', 'notes.txt', 'two words.c']) writeFileSync(join(folder, file), '');
    mkdirSync(join(folder, 'part'));
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { stdout } = await hermit(['completion', shell]);
      scripts[shell] = stdout.toString();
    }
  });

  it.each(['bash', 'zsh', 'fish'])('%s: has every option of every command', (shell) => {
    const typed = (flag: string): string =>
      shell !== 'fish' ? flag : flag.startsWith('--') ? `-l ${flag.slice(2)} ` : `-s ${flag.slice(1)} `;
    expect(flags.filter((flag) => !scripts[shell]!.includes(typed(flag)))).toEqual([]);
  });

  it.skipIf(bash.missing).each<[string[], string[]]>([
    [['ins'], ['inspect']],
    [['run', '--ma'], ['--map-by']],
    [
      ['run', '--map-by', ''],
      ['domain', 'core'],
    ],
    [['run', '--net', 'i'], ['isles']],
    [
      ['run', ''],
      ['part', 'app.c', 'app.wasm', 'two words.c'],
    ],
    [['run', '-n', '4', 't'], ['two words.c']],
    [['run', '--mem', ''], []],
    [['run', 'app.c', '--m'], []],
    [['run', 'app.c', 'n'], ['notes.txt']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'b'], ['bench']],
  ])(`bash completes %j to %j${bash.note}`, async (words, answers) => {
    const script = `${scripts['bash']}
compopt() { :; }
COMP_WORDS=(hermit-wasm "$@") COMP_CWORD=$#
_hermit_wasm
for answer in "\${COMPREPLY[@]}"; do printf '%s\\n' "$answer"; done`;
    const { stdout, stderr } = await run('bash', ['-c', script, 'bash', ...words], { cwd: folder, env: environment });
    expect(stderr).toBe('');
    expect(stdout.toString().split('\n').slice(0, -1).sort()).toEqual([...answers].sort());
  });

  it.skipIf(fish.missing)(`fish completes commands, options and values${fish.note}`, async () => {
    const script = `${scripts['fish']}\nfor line in 'hermit-wasm ins' 'hermit-wasm run --map-' 'hermit-wasm run --map-by '
complete -C $line
end`;
    const { stdout, stderr } = await run('fish', ['--no-config', '-c', script], { cwd: folder, env: environment });
    expect(stderr).toBe('');
    expect(
      stdout
        .toString()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(['inspect', '--map-by', 'core', 'domain', '']);
  });

  it.skipIf(zsh.missing)(`zsh reads it and completes with it${zsh.note}`, async () => {
    const script = `autoload -U compinit; compinit -D -u\n${scripts['zsh']}\nprint $_comps[hermit-wasm]`;
    const { stdout, stderr } = await run('zsh', ['-f', '-c', script], { cwd: folder, env: environment });
    expect([stdout.toString(), stderr]).toEqual(['_hermit_wasm\n', '']);
  });

  it('refuses other shells', async () => {
    expect(await hermit(['completion', 'csh'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('bash, zsh'),
    });
  });
});

describe('the man page', () => {
  const page = (): string => readFileSync(join(root, 'dist/man/hermit-wasm.1'), 'utf8').replaceAll('\\-', '-');
  it('is packed, and has every option', () => {
    const { man } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { man: string };
    expect(man).toBe('dist/man/hermit-wasm.1');
    expect(flags.filter((flag) => !page().includes(`\\fB${flag}\\fR`))).toEqual([]);
  });

  const groff = tool('groff');
  it.skipIf(groff.missing)(`is set without a warning${groff.note}`, async () => {
    const { code, stderr } = await run('groff', ['-man', '-ww', '-z', join(root, 'dist/man/hermit-wasm.1')]);
    expect([code, stderr]).toEqual([0, '']);
  });
});
