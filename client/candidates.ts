// Where a Python may come from: the setting, the Python extension, PATH, in this order; and a signal when that may have changed.

import { PVSC_EXTENSION_ID, PythonExtension } from '@vscode/python-extension';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Disposable, type Event, EventEmitter, extensions, type LogOutputChannel, workspace } from 'vscode';
import { type Candidate, onPath } from './interpreter';

/** All candidates, the preferred first. In an untrusted workspace none of them belongs to the workspace. */
export async function candidates(output: LogOutputChannel): Promise<Candidate[]> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
  const configured = configuredPath(folders[0]);
  const active = workspace.isTrusted ? await activeEnvironment(output) : undefined;
  return [
    ...(configured === undefined ? [] : [{ path: configured, origin: 'shapelens.interpreter' } as const]),
    ...(active === undefined ? [] : [{ path: active, origin: 'Python extension' } as const]),
    ...onPath(workspace.isTrusted ? [] : folders).map((file) => ({ path: file, origin: 'PATH' }) as const),
  ];
}

/** The setting made absolute. VS Code itself leaves out the workspace's value where the workspace is not trusted. */
function configuredPath(folder: string | undefined): string | undefined {
  const value = workspace.getConfiguration('shapelens').get<unknown>('interpreter');
  if (typeof value !== 'string' || value.trim() === '') {
    return undefined;
  }
  const expanded = value
    .trim()
    .replace(/^~(?=$|[\\/])/, os.homedir())
    .replaceAll('${workspaceFolder}', folder ?? '');
  // A bare name such as "python3.12" is looked up on PATH by the operating system.
  const isName = !/[\\/]/.test(expanded);
  return isName || path.isAbsolute(expanded) ? expanded : path.resolve(folder ?? os.homedir(), expanded);
}

async function activeEnvironment(output: LogOutputChannel): Promise<string | undefined> {
  if (extensions.getExtension(PVSC_EXTENSION_ID) === undefined) {
    return undefined;
  }
  try {
    const { environments } = await PythonExtension.api();
    const active = environments.getActiveEnvironmentPath(workspace.workspaceFolders?.[0]?.uri);
    return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch (error) {
    output.warn(`The Python extension did not answer: ${String(error)}`);
    return undefined;
  }
}

/** Fires whenever another interpreter may be the right one. */
export class CandidateWatcher implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  #environments: Disposable | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(private readonly output: LogOutputChannel) {
    this.#subscriptions = [
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('shapelens.interpreter')) {
          this.#changed.fire();
        }
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
      workspace.onDidChangeWorkspaceFolders(() => this.#changed.fire()),
      extensions.onDidChange(() => void this.#followPythonExtension()),
    ];
    void this.#followPythonExtension();
  }

  async #followPythonExtension(): Promise<void> {
    if (this.#environments !== undefined || extensions.getExtension(PVSC_EXTENSION_ID) === undefined) {
      return;
    }
    try {
      const { environments } = await PythonExtension.api();
      this.#environments = environments.onDidChangeActiveEnvironmentPath(() => this.#changed.fire());
      this.#changed.fire();
    } catch (error) {
      this.output.warn(`The Python extension did not start: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#environments?.dispose();
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#changed.dispose();
  }
}
