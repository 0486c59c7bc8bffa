// What VS Code calls: puts the parts together and starts the server without keeping the editor waiting.

import { type ExtensionContext, window } from 'vscode';
import { CandidateWatcher } from './candidates';
import { registerCommands } from './commands';
import { Messages } from './messages';
import { Server } from './server';
import { Status } from './status';

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('Shapelens', { log: true });
  const status = new Status();
  const running = new Server(context, output, status, new Messages());
  server = running;
  const watcher = new CandidateWatcher(output);
  context.subscriptions.push(
    output,
    status,
    running,
    watcher,
    watcher.onDidChange(() => void running.reconsider()),
    ...registerCommands(running, output),
  );
  void running.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
