// The section `shapelens` as the server sees it, in initializationOptions and through workspace/configuration alike.

import { workspace } from 'vscode';
import type { Candidate } from './interpreter';

export type Settings = Record<string, unknown>;

/** The user's settings, for everything and not for a single folder. */
export function settings(project: Candidate): Settings {
  return withProject(workspace.getConfiguration().get<Settings>('shapelens', {}), project);
}

/**
 * A section with `interpreter` replaced by the Python of the project, made absolute. It may differ from the Python that runs
 * the server, where that one is too old to. Empty where nobody chose one: then the server may look for the project's own,
 * but not in an untrusted workspace, whose programs must not be started.
 */
export function withProject(section: Settings, { path, origin }: Candidate): Settings {
  const isChosen = origin !== 'PATH' || !workspace.isTrusted;
  return { ...section, interpreter: isChosen ? path : '' };
}
