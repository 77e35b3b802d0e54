// Requests over connections that are kept, and a service that runs as a process of its own.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

export class Client {
  #agent = new http.Agent({ keepAlive: true });

  constructor(address) {
    this.address = address;
  }

  /** Resolves with `{ status, headers, body }`; rejects when `signal` is aborted first. */
  request(method, path, { type, body, signal } = {}) {
    return new Promise((resolve, reject) => {
      const headers = type ? { 'content-type': type } : {};
      const sent = http.request(this.address + path, { method, headers, signal, agent: this.#agent }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Closes the connections; later requests make others. */
  disconnect() {
    this.#agent.destroy();
    this.#agent = new http.Agent({ keepAlive: true });
  }
}

export class Service {
  #child;

  /** Resolves when it listens. */
  static async start(settings) {
    const service = new Service();
    const env = { ...process.env, PORT: '0', LOG: 'silent', ...settings };
    const child = spawn(process.execPath, [join(import.meta.dirname, '../server.mjs')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    service.#child = child;
    service.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    service.address = await new Promise((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (data) => {
        text += data;
        const [, address] = /listening on (\S+)\n/.exec(text) ?? [];
        if (address) resolve(address);
      });
      void service.ended.then((code) => reject(new Error(`the service ended with ${code} before it listened`)));
    });
    return service;
  }

  kill(signal) {
    this.#child.kill(signal);
  }

  /** What the process has now. */
  sample() {
    const folder = `/proc/${this.#child.pid}`;
    const status = readFileSync(`${folder}/status`, 'latin1');
    return {
      threads: readdirSync(`${folder}/task`).length,
      descriptors: readdirSync(`${folder}/fd`).length,
      rssMiB: Math.round(Number(/^VmRSS:\s*(\d+)/m.exec(status)[1]) / 1024),
    };
  }
}
