// Keeps one server running: starts it with the right Python, starts it again with growing pauses when it dies, and gives up
// after several deaths in a short time.

import type { Disposable, ExtensionContext, LogOutputChannel } from 'vscode';
import { ExecuteCommandRequest, type LanguageClient } from 'vscode-languageclient/node';
import { candidates } from './candidates';
import { type Candidate, type Choice, choose, type Interpreter } from './interpreter';
import { createClient } from './languageClient';
import type { Messages } from './messages';
import type { Status } from './status';
import { TraceChannel } from './trace';

const FIRST_PAUSE_MS = 500;
const MOST_DEATHS = 5;
const DEATHS_COUNT_FOR_MS = 3 * 60_000;

export class Server implements Disposable {
  readonly #trace: TraceChannel;
  #client: LanguageClient | undefined;
  #interpreter: Interpreter | undefined;
  #deaths: number[] = [];
  #pause: NodeJS.Timeout | undefined;
  /** Counts the starts, so that one overtaken by another knows it. */
  #turn = 0;

  constructor(
    private readonly context: ExtensionContext,
    private readonly output: LogOutputChannel,
    private readonly status: Status,
    private readonly messages: Messages,
  ) {
    this.#trace = new TraceChannel(output);
  }

  /** As a person asks for it: whatever happened before is forgotten. */
  async restart(): Promise<void> {
    this.#deaths = [];
    this.messages.forget();
    await this.start();
  }

  /** Starts a server in place of any that runs. */
  async start(): Promise<void> {
    await this.stop();
    const turn = this.#turn;
    this.status.starting();
    const choice = await this.#choose();
    if (turn !== this.#turn) {
      return;
    }
    const problem = this.messages.interpreterChosen(choice);
    this.#interpreter = choice.interpreter;
    if (choice.interpreter === undefined) {
      this.status.failed(problem ?? '');
      return;
    }
    await this.#launch(choice.interpreter, choice.project);
  }

  /** Starts again only if another interpreter is now the right one. */
  async reconsider(): Promise<void> {
    const choice = await this.#choose();
    if (choice.interpreter?.path === this.#interpreter?.path) {
      // The same Python may be the one that stands in for a setting that has become wrong.
      this.messages.interpreterChosen(choice);
    } else {
      await this.start();
    }
  }

  async stop(): Promise<void> {
    this.#turn += 1;
    clearTimeout(this.#pause);
    const client = this.#client;
    this.#client = undefined;
    // A client that never came up rejects, but ends its process all the same.
    await client?.dispose().catch((error: unknown) => this.output.debug(String(error)));
  }

  /** Sends one of the server's commands; nothing happens while no server runs. */
  async execute(command: string, args: unknown[]): Promise<unknown> {
    const client = this.#client;
    return client?.isRunning() ? client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args }) : undefined;
  }

  async #choose(): Promise<Choice> {
    const choice = await choose(await candidates(this.output), this.context.extensionPath);
    for (const { path, origin, reason } of choice.rejected) {
      this.output.warn(`${path} (${origin}) ${reason}`);
    }
    return choice;
  }

  async #launch(interpreter: Interpreter, project: Candidate = interpreter): Promise<void> {
    this.output.info(`Starting the server with Python ${interpreter.version}, ${interpreter.path} (${interpreter.origin})`);
    const client = createClient(this.context, {
      interpreter,
      project,
      output: this.output,
      trace: this.#trace.channel,
      onClosed: () => this.#died(client),
    });
    this.#client = client;
    try {
      await client.start();
    } catch (error) {
      this.output.error(`The server did not start: ${String(error)}`);
      this.#died(client);
      return;
    }
    if (this.#client === client) {
      this.status.ready(interpreter);
    }
  }

  /** Both ways to die lead here, a failed start and a closed connection, and sometimes both at once. */
  #died(client: LanguageClient): void {
    if (this.#client !== client) {
      return;
    }
    this.#client = undefined;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < DEATHS_COUNT_FOR_MS), now];
    if (this.#deaths.length >= MOST_DEATHS) {
      this.status.failed(this.messages.serverGivenUp(MOST_DEATHS));
      return;
    }
    this.messages.serverStopped();
    this.status.starting();
    this.#pause = setTimeout(() => void this.start(), FIRST_PAUSE_MS * 2 ** (this.#deaths.length - 1));
  }

  dispose(): void {
    this.#trace.dispose();
  }
}
