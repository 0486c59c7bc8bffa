"""Opens VS Code with the extension on ``examples/``: the installed one if there is a ``code``, else code-server in a browser."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

from editor.code_server import ROOT, CodeServer

EXAMPLES = ROOT / "examples"


def main() -> None:
    code = shutil.which("code")
    if code is not None:
        print("Opening VS Code.")
        sys.exit(subprocess.call([code, f"--extensionDevelopmentPath={ROOT}", "--new-window", str(EXAMPLES)]))
    serve()


def serve() -> None:
    """Serves until interrupted. PORT chooses the port."""
    home = ROOT / ".cache" / "run"
    server = CodeServer(home, home / "extensions", machine={"shapelens.interpreter": sys.executable})
    server.install()
    port = os.environ.get("PORT")
    with server.serve(int(port) if port else None, log=home / "code-server.log") as url:
        print(f"VS Code with Shapelens: {url}/?folder={EXAMPLES}", "Stop it with Ctrl-C.", sep="\n", flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    # Whichever way it is ended, code-server ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        main()
    except KeyboardInterrupt:
        print()
