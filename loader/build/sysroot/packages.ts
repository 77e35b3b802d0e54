/** Sources of others that are built into images. They are fetched by package name, never kept in this tree. */
export interface SourcePackage {
  /** Name of the source package in Debian and its derivatives. */
  name: string;
  version: string;
  /** The tarball as it was released. */
  tarball: string;
  sha256: string;
  /** Folders of it that are unpacked; all of it, if none are named. */
  folders?: readonly string[];
}

export const packages = {
  musl: {
    name: 'musl',
    version: '1.2.3',
    tarball: 'musl_1.2.3.orig.tar.gz',
    sha256: '7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4',
  },
  lwip: {
    name: 'lwip',
    version: '2.1.3',
    tarball: 'lwip_2.1.3+dfsg1.orig.tar.xz',
    sha256: '0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24',
  },
  llvm: {
    name: 'llvm-toolchain-19',
    version: '19.1.7',
    tarball: 'llvm-toolchain-19_19.1.7.orig.tar.xz',
    sha256: 'ae498f3bc58ae2d9f64ef5f0c035c4240152bf015a5b7738b15c22e93bdc97ce',
    folders: [
      'libcxx/src',
      'libcxx/include',
      'libcxxabi/src',
      'libcxxabi/include',
      'libunwind/src',
      'libunwind/include',
    ],
  },
} satisfies Record<string, SourcePackage>;
