"""VS Code as a web server on 127.0.0.1, with settings, extensions and home of its own, so that nothing of the user's is touched."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
VSIX = ROOT / "dist" / "shapelens.vsix"
NODE = Path(sys.prefix) / "bin" / "node"
ENTRY = ROOT / ".cache" / "editor" / "node_modules" / "code-server" / "out" / "node" / "entry.js"
START_SECONDS = 60

# An editor that shows the extension and nothing else: no welcome page, no telemetry, no accounts.
SETTINGS: Mapping[str, Any] = {
    "chat.disableAIFeatures": True,
    "editor.minimap.enabled": False,
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "git.enabled": False,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "workbench.enableExperiments": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.editorAssociations": {"*.ipynb": "jupyter-notebook"},
}


@dataclass(frozen=True)
class CodeServer:
    """One profile of VS Code. `machine` holds the settings that belong to the machine, such as the path of a Python.

    The folder `extensions` may be shared.
    """

    profile: Path
    extensions: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ("--disable-workspace-trust",)

    def install(self, vsix: Path = VSIX) -> None:
        self._run("--install-extension", str(vsix), "--force")

    @contextlib.contextmanager
    def serve(self, port: int | None = None, log: Path | None = None) -> Iterator[str]:
        """Gives the address while the server runs; its own output goes to `log`."""
        port = port or free_port()
        self._write_settings()
        with open(log or os.devnull, "ab") as output:
            process = subprocess.Popen(
                self._command("--bind-addr", f"127.0.0.1:{port}", *self.options),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_healthy(url, process)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

    def _write_settings(self) -> None:
        # Settings of scope "machine" are not always read from the user's file.
        for folder, values in (("User", {**SETTINGS, **self.settings}), ("Machine", self.machine)):
            path = self.profile / "data" / folder / "settings.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values, indent=2), "utf-8")

    def _run(self, *arguments: str) -> None:
        command = self._command(*arguments)
        done = subprocess.run(
            command, env=self._environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")

    def _command(self, *arguments: str) -> list[str]:
        return [
            str(NODE),
            str(ENTRY),
            f"--config={self.profile / 'config.yaml'}",
            f"--user-data-dir={self.profile / 'data'}",
            f"--extensions-dir={self.extensions}",
            "--auth=none",
            "--disable-telemetry",
            "--disable-update-check",
            "--disable-getting-started-override",
            "--disable-proxy",
            "--ignore-last-opened",
            *arguments,
        ]

    def _environment(self) -> dict[str, str]:
        home = self.profile / "home"
        home.mkdir(parents=True, exist_ok=True)
        folders = {"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_CACHE_HOME": ".cache"}
        return {
            **os.environ,
            **{name: str(home / place) for name, place in folders.items()},
            # No gallery: the editor asks nobody for extensions.
            "EXTENSIONS_GALLERY": '{"serviceUrl": ""}',
            # The environment as it is here, not as the user's login shell would make it.
            "VSCODE_CLI": "1",
            **self.environment,
        }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"code-server ended with status {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"code-server does not answer at {url}")
