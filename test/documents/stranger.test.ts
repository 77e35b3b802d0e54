// The commands of a stranger, in a project with the package as it is published; test/consumer says where the packages come from.
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { environment, makeProject, pack } from '../consumer/project.js';
import { root } from '../support/folders.js';
import { environment as plain } from '../support/hermit.js';
import { run } from '../support/spawn.js';

it('takes a stranger from the package to a program and a function of their own', async () => {
  const project = await makeProject(await pack());
  for (const name of ['typescript', '@types', 'undici-types'])
    if (!existsSync(join(project, 'node_modules', name)))
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  symlinkSync('../typescript/bin/tsc', join(project, 'node_modules/.bin/tsc'));
  const { code, stdout, stderr } = await run('bash', [join(root, 'test/documents/stranger.sh')], {
    cwd: project,
    env: environment({ ...plain, PATH: environment()['PATH'], npm_config_offline: 'true' }),
  });
  expect([code, stderr, stdout.toString()]).toEqual([0, '', 'the stranger is content\n']);
});
