/**
 * The library starts threads from files of its package, and compiles with what lies beside them. Where its code was put into another
 * file, it does not find them: that is told before anything else is loaded.
 */
import { HermitError } from '../../runtime/errors.js';

const MISSING = 'HERMIT_EPACKAGE';

/** Throws HERMIT_EPACKAGE unless this code runs where it was installed. */
function checkInstalled(): void {
  const bundled = typeof __dirname === 'undefined';
  // Not by an import: in some bundles there is none.
  if (!bundled && process.getBuiltinModule('node:fs').existsSync(`${__dirname}/../../runtime/entry/pooled.js`)) return;
  throw new HermitError(
    MISSING,
    `expected the files of the package hermit-wasm beside its code, which runs ${bundled ? 'inside a bundle' : `in ${__dirname}`}. ` +
      'A bundler has moved it: mark it as external (esbuild --external:hermit-wasm; external: ["hermit-wasm"] for Rollup, Rolldown and Vite; ' +
      'externals: { "hermit-wasm": "commonjs hermit-wasm" } for webpack) and keep the package in node_modules',
  );
}

checkInstalled();
export { HermitError };
