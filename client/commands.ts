// The extension's commands.

import { commands, type Disposable, type LogOutputChannel } from 'vscode';
import type { Server } from './server';

export function registerCommands(server: Server, output: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand('shapelens.restart', () => server.restart()),
    commands.registerCommand('shapelens.showOutput', () => output.show()),
  ];
}
