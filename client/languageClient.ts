// The language client of one server process: how it is started, what it is told, and that its end is reported, not mended, here.

import type { ExtensionContext, LogOutputChannel } from 'vscode';
import {
  CloseAction,
  type DynamicFeature,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  type StaticFeature,
} from 'vscode-languageclient/node';
import type { Candidate, Interpreter } from './interpreter';
import { settings, type Settings, withProject } from './settings';

const PYTHON_DOCUMENTS = ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({ scheme, language: 'python' }));

export interface Launch {
  readonly interpreter: Interpreter;
  /** The Python whose libraries the program uses. */
  readonly project: Candidate;
  readonly output: LogOutputChannel;
  readonly trace: LogOutputChannel;
  readonly onClosed: () => void;
}

export function createClient(context: ExtensionContext, launch: Launch): LanguageClient {
  const server: ServerOptions = {
    command: launch.interpreter.path,
    args: [context.asAbsolutePath('client/launch.py')],
    // Not the open folder, for Windows looks a program up in the current folder first.
    options: { cwd: context.extensionPath, env: { ...process.env, PYTHONUTF8: '1' } },
  };
  return new QuietLanguageClient('shapelens', 'Shapelens', server, clientOptions(launch));
}

function clientOptions({ project, output, trace, onClosed }: Launch): LanguageClientOptions {
  return {
    documentSelector: PYTHON_DOCUMENTS,
    outputChannel: output,
    traceOutputChannel: trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => settings(project),
    initializationFailedHandler: () => false,
    synchronize: { configurationSection: 'shapelens' },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        onClosed();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    middleware: {
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          return Array.isArray(answers)
            ? answers.map((answer: Settings, i) =>
                params.items[i]?.section === 'shapelens' ? withProject(answer, project) : answer,
              )
            : answers;
        },
      },
    },
  };
}

/**
 * Logs its errors and leaves notifications to this extension's own messages, which come once and in plain words. The server's
 * commands are registered in `commands.ts`: the editor knows each only once, and a client that was stopped while it started
 * would keep them from the next one.
 */
class QuietLanguageClient extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<any>): void {
    if (!('registrationType' in feature) || feature.registrationType.method !== ExecuteCommandRequest.method) {
      super.registerFeature(feature);
    }
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
