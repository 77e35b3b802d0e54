// Programs of others that must run unchanged. Their sources come from the distribution, by package name.
import { join } from 'node:path';
import { root } from '../support/folders.js';

const packages = {
  lua: {
    name: 'lua5.4',
    version: '5.4.4',
    tarball: 'lua5.4_5.4.4.orig.tar.gz',
    sha256: '164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61',
  },
  zlib: {
    name: 'zlib',
    version: '1.2.13',
    tarball: 'zlib_1.2.13.dfsg.orig.tar.bz2',
    sha256: '71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1',
  },
  bzip2: {
    name: 'bzip2',
    version: '1.0.8',
    tarball: 'bzip2_1.0.8.orig.tar.gz',
    sha256: 'ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269',
  },
};

/** The folder with a package's sources; where they can be neither found nor fetched, that, for the reason to skip a test. */
export async function sourcesOf(name: keyof typeof packages): Promise<{ folder?: string; lacking: string }> {
  const { fetchSource } = (await import(
    join(root, 'dist/loader/build/sysroot/fetch.js')
  )) as typeof import('../../loader/build/sysroot/fetch.js');
  try {
    return { folder: fetchSource(packages[name], () => {}), lacking: '' };
  } catch (error) {
    if ((error as { code?: string }).code !== 'HERMIT_ESOURCE') throw error;
    return { lacking: `no ${packages[name].tarball} here, nor from apt` };
  }
}
