// Every word that a guest can write has a line in docs/words.md, which says what the Linux side holds it to, and the files that use it: whoever
// reads one in another place comes by here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Names of layout.h that are no words: places, limits, states, sizes. */
const OTHERS =
  /^(HV_VERSION|MAIN_STACK_TOP|BOOT_PAGE|CORE_SLOTS|CORE_SLOT_SIZE|MAX_ISLES|LOADER|LINUX_DEVICE|RECORDER|MAX_CORES|NETWORK_CORE|IMAGE_BASE|BOOT_MAGIC_VALUE|NET_\w+|MTU_\w+|HALT_ASKED|CALL_NUMBERS|TRACE_(COUNT|PRINT|RECORD_SIZE)|SIGNALS_\w+|SLOT_(FREE|POSTED|DONE)|EXIT_SIGNAL|CALL_SLOT_(FREE|CALLED|ARGUMENTS_MAX|TEXT_SIZE|SIZE)|CALL_(ALLOC|FREE|THROWN|WAITS|\w+_SHIFT|\w+_MASK)|CHANNEL_\w+|(PORT|END|BOARD)_SIZE|LINK_\w+|GENERATION_MASK|DEVICE_(RING_MIN|HEADER))$/;

const names = [...read('runtime/generated/layout.ts').matchAll(/^export const (\w+)/gm)].map(([, name]) => name!);
const lines = [...read('docs/words.md').matchAll(/^\| `(\w+)` *\|([^|]+)\|([^|]+)\|([^|]*)\|$/gm)].map(
  ([, name, writers, check, files]) => ({
    name: name!,
    writers: writers!.trim(),
    check: check!.trim(),
    files: [...files!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!),
  }),
);

const sources = ['loader', 'runtime'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .map((file) => `${folder}/${file}`),
);
/** What is no comment of its own line. */
const code = new Map(
  sources.map((file) => [
    file,
    read(file)
      .split('\n')
      .filter((line) => !/^\s*(\*|\/\*|\/\/)/.test(line))
      .join('\n'),
  ]),
);

it('has a line for every word, and none for what is no word', () => {
  expect(lines.map(({ name }) => name).sort()).toEqual(names.filter((name) => !OTHERS.test(name)).sort());
  expect(lines.filter(({ writers, check }) => !writers || !check)).toEqual([]);
});

it('names the files that use each', () => {
  for (const { name, files } of lines) {
    // Others have names like these.
    const word = new RegExp(
      `\\b(L|layout)\\.${name}\\b|import \\{[^}]*\\b${name}\\b[^}]*\\} from '[./a-z]*generated/layout.js'`,
    );
    const users = sources.filter((file) => word.test(code.get(file)!));
    expect([...files].sort(), name).toEqual(users.sort());
  }
});
