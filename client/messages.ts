// What the person is told in a notification: each thing once, with the buttons that help.

import { commands, extensions, window } from 'vscode';
import { PVSC_EXTENSION_ID } from '@vscode/python-extension';
import { type Choice, MINIMUM_VERSION, type Rejection } from './interpreter';

type Button = readonly [label: string, command: string, argument?: string];

const SHOW_OUTPUT: Button = ['Show Output', 'shapelens.showOutput'];
const RESTART: Button = ['Restart', 'shapelens.restart'];
const OPEN_SETTING: Button = ['Open Setting', 'workbench.action.openSettings', 'shapelens.interpreter'];
const SELECT_INTERPRETER: Button = ['Select Interpreter', 'python.setInterpreter'];

export class Messages {
  readonly #said = new Set<string>();

  /** After this, everything is worth saying again. */
  forget(): void {
    this.#said.clear();
  }

  /** Tells of a configured interpreter that could not be used, and of having none at all; gives what the status bar should say. */
  interpreterChosen({ interpreter, rejected }: Choice): string | undefined {
    if (interpreter === undefined) {
      const problem = `No Python ${MINIMUM_VERSION} or newer was found.`;
      this.#once(window.showErrorMessage, `Shapelens needs Python ${MINIMUM_VERSION} or newer and found none${tried(rejected)}.`, [
        ...(extensions.getExtension(PVSC_EXTENSION_ID) === undefined ? [] : [SELECT_INTERPRETER]),
        OPEN_SETTING,
      ]);
      return problem;
    }
    const configured = rejected.find(({ origin }) => origin === 'shapelens.interpreter');
    if (configured !== undefined) {
      this.#once(
        window.showWarningMessage,
        `shapelens.interpreter: ${configured.path} ${configured.reason}; Python ${MINIMUM_VERSION} or newer is needed. ` +
          `Shapelens runs with ${interpreter.path} instead.`,
        [OPEN_SETTING],
      );
    }
    return undefined;
  }

  serverStopped(): void {
    this.#once(window.showWarningMessage, 'The Shapelens server stopped and is started again.', [SHOW_OUTPUT]);
  }

  serverGivenUp(times: number): string {
    const message = `The Shapelens server stopped ${times} times in a few minutes and is not started again.`;
    this.#once(window.showErrorMessage, message, [RESTART, SHOW_OUTPUT]);
    return message;
  }

  #once(show: typeof window.showErrorMessage, message: string, buttons: readonly Button[]): void {
    if (this.#said.has(message)) {
      return;
    }
    this.#said.add(message);
    void show(message, ...buttons.map(([label]) => label)).then((label) => {
      const button = buttons.find(([name]) => name === label);
      if (button !== undefined) {
        void commands.executeCommand(button[1], button[2]);
      }
    });
  }
}

function tried(rejected: readonly Rejection[]): string {
  return rejected.length === 0 ? '' : ` (${rejected.map(({ path, reason }) => `${path} ${reason}`).join('; ')})`;
}
