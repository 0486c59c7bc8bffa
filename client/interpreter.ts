// Chooses the Python that runs the server: takes candidates in order of preference, gives the first that starts and is new
// enough, and says why each one before it was passed over. Knows nothing of VS Code.

import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const MINIMUM_VERSION = '3.10';
const MINIMUM_MINOR = 10;
const NEWEST_MINOR = 14;
const PROBE = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
const PROBE_TIMEOUT_MS = 20_000;

export type Origin = 'shapelens.interpreter' | 'Python extension' | 'PATH';

export interface Candidate {
  readonly path: string;
  readonly origin: Origin;
}

export interface Interpreter extends Candidate {
  readonly version: string;
}

export interface Rejection extends Candidate {
  readonly reason: string;
}

export interface Choice {
  /** Runs the server. */
  readonly interpreter: Interpreter | undefined;
  /** The Python of the program: the preferred candidate that is one at all, though it may be too old to run the server. */
  readonly project: Candidate | undefined;
  readonly rejected: readonly Rejection[];
}

/** The first candidate that runs and is at least Python 3.10. `cwd` keeps Windows from finding a program in the open folder. */
export async function choose(candidates: readonly Candidate[], cwd: string): Promise<Choice> {
  const rejected: Rejection[] = [];
  let project: Candidate | undefined;
  for (const candidate of candidates) {
    const { version, reason } = await probe(candidate.path, cwd);
    if (version !== undefined) {
      project ??= candidate;
    }
    if (version !== undefined && isNewEnough(version)) {
      return { interpreter: { ...candidate, version }, project, rejected };
    }
    rejected.push({ ...candidate, reason: reason ?? `is Python ${version}` });
  }
  return { interpreter: undefined, project, rejected };
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= MINIMUM_MINOR;
}

async function probe(python: string, cwd: string): Promise<{ version?: string; reason?: string }> {
  try {
    const { stdout } = await run(python, ['-I', '-c', PROBE], { cwd, timeout: PROBE_TIMEOUT_MS });
    const version = stdout.trim();
    return /^\d+\.\d+\.\d+$/.test(version) ? { version } : { reason: 'is not a Python' };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { reason: missing ? 'does not exist' : 'is not a Python that starts' };
  }
}

/** Absolute paths of every Python on PATH, `python3` before versioned names before `python`, none of them inside `excluded`. */
export function onPath(excluded: readonly string[], env: NodeJS.ProcessEnv = process.env): string[] {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const versioned = Array.from({ length: NEWEST_MINOR - MINIMUM_MINOR + 1 }, (_, i) => `python3.${NEWEST_MINOR - i}`);
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const found = ['python3', ...versioned, 'python'].flatMap((name) =>
    folders.map((folder) => path.join(folder, name + suffix)).filter((file) => existsSync(file)),
  );
  return [...new Set(found)].filter((file) => !excluded.some((folder) => isInside(file, folder)));
}

/** Whether a file, the folder it stands in, or what it links to lies under `folder`. */
function isInside(file: string, folder: string): boolean {
  const roots = [folder, resolved(folder)];
  const places = [file, path.join(resolved(path.dirname(file)), path.basename(file)), resolved(file)];
  return roots.some((root) => places.some((place) => `${place}${path.sep}`.startsWith(`${root}${path.sep}`)));
}

function resolved(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
