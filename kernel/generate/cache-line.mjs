// The modules of runtime/cache-line, assembled.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import loadWabt from 'wabt';

export async function cacheLineModules(root) {
  const wabt = await loadWabt();
  const features = { threads: true, simd: true };
  const constant = (name) => {
    const file = `runtime/cache-line/${name}.wat`;
    const module = wabt.parseWat(file, readFileSync(join(root, file), 'utf8'), features);
    module.validate(features);
    const bytes = Buffer.from(module.toBinary({}).buffer);
    module.destroy();
    return `/** ${file} in binary form, as base64. */\nexport const ${name} =\n  '${bytes.toString('base64')}';\n`;
  };
  return constant('check') + constant('store');
}
