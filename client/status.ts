// The status bar item: what the server is doing and in which Python. A click shows the output.

import { type Disposable, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Interpreter } from './interpreter';

export class Status implements Disposable {
  readonly #item = window.createStatusBarItem('shapelens.status', StatusBarAlignment.Right, 100);

  constructor() {
    this.#item.name = 'Shapelens';
    this.#item.command = 'shapelens.showOutput';
    this.#item.show();
  }

  starting(): void {
    this.#set('$(loading~spin) Shapelens', 'Shapelens: starting');
  }

  ready({ path, version }: Interpreter): void {
    this.#set('$(check) Shapelens', `Shapelens: ready (Python ${version}, ${path})`);
  }

  failed(reason: string): void {
    this.#set('$(error) Shapelens', `Shapelens: failed. ${reason}`, new ThemeColor('statusBarItem.errorBackground'));
  }

  #set(text: string, tooltip: string, background?: ThemeColor): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: tooltip };
    this.#item.backgroundColor = background;
  }

  dispose(): void {
    this.#item.dispose();
  }
}
