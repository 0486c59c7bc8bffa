// The extension's commands, and those of the server, which it hands on to whichever server runs.

import { commands, type Disposable, type LogOutputChannel, window } from 'vscode';
import type { Server } from './server';

const SERVER_COMMANDS = ['shapelens.showHistory'];

export function registerCommands(server: Server, output: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand('shapelens.restart', () => server.restart()),
    commands.registerCommand('shapelens.showOutput', () => output.show()),
    ...SERVER_COMMANDS.map((name) =>
      commands.registerCommand(name, (...args: unknown[]) => server.execute(name, args.length === 0 ? atCursor() : args)),
    ),
  ];
}

/** What the server's commands take, where they come from the Command Palette: the place of the cursor. */
function atCursor(): unknown[] {
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    return [];
  }
  const { line, character } = editor.selection.active;
  return [{ textDocument: { uri: editor.document.uri.toString() }, position: { line, character } }];
}
