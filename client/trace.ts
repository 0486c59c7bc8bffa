// Makes `shapelens.trace.server` enough to see the messages: vscode-languageclient traces only into a channel whose log level
// is Trace, which a person would have to set as well.

import { type Disposable, EventEmitter, LogLevel, type LogOutputChannel, workspace } from 'vscode';

export class TraceChannel implements Disposable {
  readonly #levelChanged = new EventEmitter<LogLevel>();
  readonly #subscription: Disposable;
  readonly channel: LogOutputChannel;

  constructor(output: LogOutputChannel) {
    // Everything else is the output channel's own.
    this.channel = Object.create(output, {
      logLevel: { get: traceLevel },
      onDidChangeLogLevel: { value: this.#levelChanged.event },
      trace: { value: (message: string) => output.info(message) },
    }) as LogOutputChannel;
    this.#subscription = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('shapelens.trace.server')) {
        this.#levelChanged.fire(traceLevel());
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#levelChanged.dispose();
  }
}

function traceLevel(): LogLevel {
  const value = workspace.getConfiguration('shapelens').get<unknown>('trace.server');
  return value === 'messages' || value === 'verbose' ? LogLevel.Trace : LogLevel.Info;
}
