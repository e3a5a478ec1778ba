"""Drop from the npm lock file what the install does not need: where packages come from and who asks for money."""

import json
import sys
from pathlib import Path

UNNEEDED = ("resolved", "funding")

lock = Path(sys.argv[1])
content = json.loads(lock.read_text(encoding="utf-8"))
for package in content["packages"].values():
    for key in UNNEEDED:
        package.pop(key, None)
lock.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
