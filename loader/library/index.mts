/** The same library for ES modules. */
export * from './index.js';
